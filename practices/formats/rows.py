"""Tables that people draw, as rows of the parts of a case: header found, merged and repeated cells understood, totals and
columns that are none of ours kept aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.formats.drafts import Finding
from practices.formats.matching import FoundColumn, bare, columns_of, relation_of
from practices.formats.values import in_unit, is_nothing, plain, read_date, read_number

Table = Sequence[Sequence[Any]]

#: A caption or a group of columns may stand above the names of the columns.
HEADER_WITHIN = 3
TOTALS = frozenset({"合计", "总计", "小计", "共计", "total"})
COUNTERS = frozenset({"序号", "编号", "案例编号", "case number", "no", "no.", "#", "号"})
FIGURES = frozenset({"before", "after", "amount", "minimum", "maximum"})
DATES = frozenset({"measured_on"})
NO = frozenset({"否", "非必备", "可选", "×", "✗", "n", "no", "false", "0"})
_BETWEEN = re.compile(r"[、,，;；\n]+")


@dataclass
class Rows:
    """`leftovers` is what stood in the table and belongs to no column."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def text_of(value: Any) -> str:
    """Of a cell: lines kept, white space at the ends not. A whole number of a workbook has no point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return "\n".join(line.strip() for line in str(value).strip().splitlines())


def is_blank(cells: Sequence[Any]) -> bool:
    return not any(text_of(cell) for cell in cells)


def split(value: Any) -> list[str]:
    """Several words in one cell: 夜市、占道；摊点."""
    return list(dict.fromkeys(word.strip() for word in _BETWEEN.split(text_of(value)) if not is_nothing(word)))


def guess_relation(table: Table) -> str | None:
    """What a table holds that stands under no heading of ours."""
    for cells in table[:HEADER_WITHIN]:
        if relation := relation_of(list(cells)):
            return relation
    return None


def rows_of(relation: str, table: Table, label: str) -> Rows:
    """`label` is what the table is called in what is said about it."""
    read = Rows()
    position, columns = _header(relation, table)
    if not columns:
        read.leftovers = [line_of(cells) for cells in table if not is_blank(cells)]
        words = _("认不出这张表的列，内容保留在备注里。请对照模板里的列名。")
        read.findings.append(Finding("warning", label, words))
        return read
    read.leftovers = [line_of(cells) for cells in table[:position] if not is_blank(cells)]
    header = [text_of(cell) for cell in table[position]]
    for number, cells in enumerate(table[position + 1 :], 1):
        if is_blank(cells) or [text_of(cell) for cell in cells] == header:
            continue
        if _is_total(cells):
            read.leftovers.append(line_of(cells))
            continue
        where = _("%(label)s第 %(number)d 行") % {"label": label, "number": number}
        _read_row(read, columns, header, cells, where)
    return read


def _header(relation: str, table: Table) -> tuple[int, dict[int, FoundColumn]]:
    found = [(number, columns_of(relation, cells)) for number, cells in enumerate(table[:HEADER_WITHIN])]
    return max(found, key=lambda pair: len(pair[1]), default=(0, {}))


def _is_total(cells: Sequence[Any]) -> bool:
    return any(bare(text_of(cell)) in TOTALS for cell in cells[:2])


def line_of(cells: Sequence[Any]) -> str:
    """A row as a line of text; what a merged cell repeats is written once."""
    texts = [text_of(cell).replace("\n", " ") for cell in cells]
    return "；".join(text for number, text in enumerate(texts) if text and (not number or texts[number - 1] != text))


def _read_row(
    read: Rows, columns: dict[int, FoundColumn], header: Sequence[str], cells: Sequence[Any], where: str
) -> None:
    values = {column.name: cells[position] for position, column in columns.items() if position < len(cells)}
    units = {column.name: column.unit for column in columns.values() if column.unit}
    row: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIGURES and name not in DATES:
            row[name] = _word(name, value)
    for name in DATES & values.keys():
        row[name] = _date(read, values[name], where)
    for name in sorted(FIGURES & values.keys()):
        row[name] = _figure(read, values[name], row, units.get(name, ""), where)
    _keep_unknown(read, columns, header, cells, where)
    if any(value not in ("", None, [], True) for value in row.values()):
        read.rows.append(row)


def _word(name: str, value: Any) -> Any:
    if name == "essential":
        return bare(text_of(value)) not in NO
    if name == "choices":
        return split(value)
    return "" if is_nothing(value) and name != "body" else text_of(value)


def _date(read: Rows, value: Any, where: str) -> str | None:
    date = read_date(value)
    _note(read, date.note, date.is_wrong, where, value)
    return date.value or None


def _figure(read: Rows, value: Any, row: dict[str, Any], unit: str, where: str) -> str | None:
    """Counted in the unit of the row; where the row has none, the unit written with the number becomes it."""
    wanted = plain(row.get("unit") or unit)
    number = in_unit(read_number(value), wanted)
    _note(read, number.note, number.is_wrong, where, value)
    if number.value is None:
        return None
    if number.unit and not row.get("unit"):
        row["unit"] = number.unit
    return str(number.value)


def _note(read: Rows, note: str, is_wrong: bool, where: str, value: Any) -> None:
    if note:
        read.findings.append(Finding("warning" if is_wrong else "note", where, note))
    if is_wrong:
        read.leftovers.append(f"{where}：{text_of(value)}")


def _keep_unknown(
    read: Rows, columns: dict[int, FoundColumn], header: Sequence[str], cells: Sequence[Any], where: str
) -> None:
    for position, cell in enumerate(cells):
        name = header[position] if position < len(header) else ""
        text = text_of(cell)
        if position in columns or not text or bare(name) in COUNTERS:
            continue
        if position and text == text_of(cells[position - 1]):
            continue
        read.leftovers.append(f"{where} {name}：{text}" if name else f"{where}：{text}")
