"""All rules over one case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from practices.completeness import NOTHING, Beside
from practices.quality import figures, personal, posted, prose, saved, secrecy
from practices.quality.findings import Finding, in_order

if TYPE_CHECKING:
    from django.http import QueryDict

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


def check_kept(kept: dict[str, Any]) -> list[Finding]:
    """Of what a revision keeps."""
    return check(saved.content_of(kept), saved.beside_of(kept))


def check_posted(data: QueryDict) -> list[Finding]:
    """Of the editor's form as it was sent."""
    return check(posted.content_of(data), posted.beside_of(data))
