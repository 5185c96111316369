"""One thing found in a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.formats.headings import FACTS, SECTIONS, TABLES

EXCERPT_AROUND = 10


class NotReady(ValidationError):
    """A case cannot be published as it is; the message is for the person who tried. The editing pages show it, where
    Wagtail would turn a PermissionDenied into a bare refusal (practices.middleware)."""


class Level(models.TextChoices):
    """STOP keeps a case from being submitted and published; WARN asks somebody to say that it was looked at; ADVISE
    asks nothing."""

    STOP = "stop", _("必须修改")
    WARN = "warn", _("请核对")
    ADVISE = "advise", _("建议")


ORDER = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True)
class Where:
    """A field or relation of the case; of a relation the row, counted from one, and its column."""

    field: str
    row: int | None = None
    column: str = ""

    def label(self) -> str:
        """In the words of the form: 成效指标第 3 行“数据来源”."""
        heading = str(LABELS.get(self.field, self.field))
        if self.row is None:
            return heading
        names = {"heading": heading, "row": self.row}
        column = _columns(self.field).get(self.column)
        if column is None:
            return str(_("%(heading)s第 %(row)d 行") % names)
        return str(_("%(heading)s第 %(row)d 行“%(column)s”") % {**names, "column": column})


LABELS: dict[str, str | Promise] = {heading.name: heading.label for heading in (*FACTS, *SECTIONS)}
LABELS |= {"title": _("案例名称"), "confirmed_not_secret": _("不涉密确认")}


def _columns(relation: str) -> dict[str, str | Promise]:
    return {column.name: column.label for column in TABLES.get(relation, ())}


@dataclass(frozen=True)
class Finding:
    """`message` says what to do. `subject` tells this finding from another of its kind in the same place and is never
    shown: it may hold what the excerpt hides."""

    code: str
    level: Level
    where: Where
    message: str
    excerpt: str = ""
    subject: str = ""
    #: Short id of the case this one resembles, where the reader may see it.
    other: str = ""

    @property
    def family(self) -> str:
        return self.code.partition(".")[0]

    @property
    def key(self) -> str:
        """The same as long as the same stands in the same field, whatever its row: what was ticked stays ticked. Keyed
        by the site's secret, since a number with eleven digits could be guessed from a plain digest."""
        text = "\n".join([self.code, self.where.field, self.where.column, self.subject or self.excerpt])
        return salted_hmac("practices.quality", text, algorithm="sha256").hexdigest()[:40]


def in_order(findings: list[Finding]) -> list[Finding]:
    """Stops first, then as they come."""
    return sorted(findings, key=lambda finding: ORDER[finding.level])


def around(text: str, start: int, end: int, shown: str | None = None) -> str:
    """What stands at start:end with a few words about it; `shown` in its place where it should not be repeated."""
    before, after = text[max(0, start - EXCERPT_AROUND) : start], text[end : end + EXCERPT_AROUND]
    left = "…" if start > EXCERPT_AROUND else ""
    right = "…" if end + EXCERPT_AROUND < len(text) else ""
    return f"{left}{before}{text[start:end] if shown is None else shown}{after}{right}".replace("\n", " ")


def numbered(content: dict[str, Any], relation: str) -> list[tuple[int, dict[str, Any]]]:
    """Rows with their numbers."""
    return list(enumerate(content.get(relation) or [], start=1))
