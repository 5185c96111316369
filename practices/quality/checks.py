"""All rules over one case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from practices.completeness import NOTHING, Beside, beside_of
from practices.quality import figures, personal, posted, prose, secrecy
from practices.quality.findings import Finding, in_order
from practices.quality.report import Report, report_of
from practices.serializers import serialize

if TYPE_CHECKING:
    from django.http import QueryDict

    from practices.models import PracticePage

RULES = (secrecy.find, personal.find, figures.find, prose.find)
#: Of one kind: nobody reads a list of hundreds, and after these are mended the next are told.
MOST_OF_A_KIND = 20


def check(content: dict[str, Any], beside: Beside = NOTHING) -> list[Finding]:
    """`content` as serializers.serialize makes it. Stops first."""
    told: Counter[str] = Counter()
    found = []
    for rule in RULES:
        for finding in rule(content, beside):
            told[finding.code] += 1
            if told[finding.code] <= MOST_OF_A_KIND:
                found.append(finding)
    return in_order(found)


def check_page(page: PracticePage) -> Report:
    """Of a page as it is in memory: a draft, or what was submitted."""
    content = serialize(page)
    return report_of(check(content, beside_of(page)), content)


def check_posted(data: QueryDict) -> Report:
    """Of the editor's form as it was sent."""
    content = posted.content_of(data)
    return report_of(check(content, posted.beside_of(data)), content)
