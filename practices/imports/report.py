"""What became of a file, a line a case: on the screen, as CSV and in the terminal the same words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cached_property
from typing import Any, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from practices.formats.headings import FACTS, SECTIONS
from practices.imports.placing import CHOICES
from practices.models import ImportRow, ImportRun, PracticePage
from practices.serializers import TERM_FIELDS
from vocabulary.models import Term
from vocabulary.richtext import stored_to_text

#: Of what a part says, so many characters are enough to know it again.
MOST_SHOWN = 60
#: What makes a program take a cell for a formula.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def columns() -> list[str]:
    return [_("序号"), _("位置"), _("案例名称"), _("结果"), _("原因"), _("提示"), _("没有放进案例的内容")]


def lines(run: ImportRun) -> Iterator[list[str]]:
    for row in run.rows.iterator(chunk_size=500):
        yield line(row)


def line(row: ImportRow) -> list[str]:
    said = [f"{finding['where']}：{finding['message']}" for finding in row.findings]
    return [str(row.number), row.source, row.title, label(row), row.reason, "\n".join(said), "\n".join(row.unplaced)]


def label(row: ImportRow) -> str:
    return str(row.get_outcome_display() if row.outcome else row.get_plan_display())


class Parts:
    """What goes where: the parts of a case that the file fills, each with the beginning of what it says, in words. Of
    one city; names are read once for a whole page."""

    def __init__(self, city: City) -> None:
        self.city = city

    def of(self, row: ImportRow) -> list[tuple[str, str]]:
        return [
            (str(heading.label), _beginning(self._in_words(heading.name, row.content[heading.name])))
            for heading in (*FACTS, *SECTIONS)
            if row.content.get(heading.name)
        ]

    def _in_words(self, name: str, value: Any) -> Any:
        if name in TERM_FIELDS:
            return [self.terms.get((TERM_FIELDS[name], code), code) for code in value]
        if name in CHOICES:
            return str(dict(PracticePage._meta.get_field(name).choices or []).get(value, value))
        return self.places.get((name, value), value) if name in ("bureau", "district") else value

    @cached_property
    def terms(self) -> dict[tuple[str, str], str]:
        return {(term.scheme, term.code): term.label for term in Term.objects.filter(scheme__in=TERM_FIELDS.values())}

    @cached_property
    def places(self) -> dict[tuple[str, Any], str]:
        bureaus = {("bureau", row.pk): row.name for row in self.city.bureaus.all()}
        return {**bureaus, **{("district", row.code): row.name for row in self.city.districts.all()}}


def _beginning(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        first = "、".join(next((str(text) for text in cells.values() if text), "") for cells in value[:3])
        return ngettext("%(count)d 行：%(first)s", "%(count)d 行：%(first)s", len(value)) % {
            "count": len(value),
            "first": first[:MOST_SHOWN],
        }
    text = "、".join(value) if isinstance(value, list) else " ".join(stored_to_text(str(value)).split())
    return f"{text[:MOST_SHOWN]}…" if len(text) > MOST_SHOWN else text


def write_csv(run: ImportRun, target: TextIO) -> None:
    """What people wrote never becomes a formula in whoever's program opens it."""
    writer = csv.writer(target)
    writer.writerow(columns())
    for cells in lines(run):
        writer.writerow([_safe(cell) for cell in cells])


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(FORMULA_BEGINS) else text


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows of each outcome, or of each plan before there are outcomes; what there is none of is left out."""
    name: Any = "outcome" if run.state in (ImportRun.State.DONE, ImportRun.State.SAVING) else "plan"
    found: dict[str, int] = {}
    for value in run.rows.values_list(name, flat=True):
        if value:
            found[value] = found.get(value, 0) + 1
    labels = dict((*ImportRow.Plan.choices, *ImportRow.Outcome.choices))
    return {
        str(labels[value]): found[value]
        for value in (*ImportRow.Plan.values, *ImportRow.Outcome.values)
        if value in found
    }
