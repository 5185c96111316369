"""Sheets: a row a case in Excel or CSV, one case written down a sheet, and sheets of rows that belong to cases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from practices.formats.assemble import BY_NAME, OURS, Gathered, assemble
from practices.formats.cells import table_of_cell, unsafe
from practices.formats.drafts import CaseDraft, Finding
from practices.formats.encodings import decode
from practices.formats.guards import Refused
from practices.formats.matching import bare, columns_of, heading_of, is_title, relation_of
from practices.formats.read_markdown import html_of
from practices.formats.rows import is_blank, rows_of, text_of

MOST_CASES = 10_000
#: What stands above the names of the columns: a title of the sheet, a hint, groups of columns.
HEADER_WITHIN = 10
DELIMITERS = (",", "\t", ";", "；", "，", "|")
#: Columns of the sheet on which our own files go on with what is longer than a cell.
CONTINUED = frozenset({"案例名称", "栏目", "序号", "内容"})
#: Title and column, both bare, to the rest of the words.
More = dict[tuple[str, str], str]
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


@dataclass
class Sheet:
    """`numbers` are those of the lines as the program shows them. `findings` are by line."""

    name: str
    lines: list[list[Any]]
    numbers: list[int]
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass
class Book:
    cases: list[CaseDraft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


# --- files --------------------------------------------------------------------------------------------------------
def read_csv(content: bytes, name: str) -> Book:
    decoded = decode(content)
    csv.field_size_limit(1_000_000)
    delimiter = _delimiter(decoded.text)
    lines, numbers = [], []
    reader = csv.reader(io.StringIO(decoded.text.replace("\x00", ""), newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if not is_blank(cells):
                lines.append([unsafe(cell) for cell in cells])
                numbers.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(_("从第 %(number)d 行起读不下去，请检查引号是否成对。") % {"number": start}) from error
    book = _read_book([Sheet("", lines, numbers)], name)
    book.findings[:0] = decoded.findings
    return book


def _delimiter(text: str) -> str:
    """The one that parts the first line that has any into most cells."""
    for line in text.splitlines()[:HEADER_WITHIN]:
        counts = {delimiter: line.count(delimiter) for delimiter in DELIMITERS}
        best = max(counts, key=lambda delimiter: counts[delimiter])
        if counts[best]:
            return best
    return ","


def read_workbook(path: Path, name: str) -> Book:
    try:
        with path.open("rb") as file:
            sheets = [_sheet(sheet) for sheet in load_workbook(file, data_only=True).worksheets]
        _name_uncounted(path, {sheet.name: sheet for sheet in sheets})
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Refused(_("文件不完整或已损坏，打不开。请在自己的电脑上打开检查，另存后重新上传。")) from error
    return _read_book(sheets, name)


def _sheet(worksheet: Worksheet) -> Sheet:
    lines, numbers = [], []
    merged = _merged_values(worksheet)
    for number, cells in enumerate(worksheet.iter_rows(values_only=True), 1):
        values = [merged.get((number, column), value) for column, value in enumerate(cells, 1)]
        if not is_blank(values):
            lines.append([unsafe(value) if isinstance(value, str) else value for value in values])
            numbers.append(number)
    return Sheet(worksheet.title, lines, numbers, is_hidden=worksheet.sheet_state != "visible")


def _merged_values(worksheet: Worksheet) -> dict[tuple[int, int], Any]:
    """A merged cell says the same for each it covers. A sheet merged as a whole is not written out."""
    values: dict[tuple[int, int], Any] = {}
    for area in worksheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] > MOST_CASES:
            continue
        value = worksheet.cell(area.min_row, area.min_col).value
        values |= dict.fromkeys(area.cells, value)
    return values


def _name_uncounted(path: Path, sheets: dict[str, Sheet]) -> None:
    """A formula has the value that the program saved with it; one that was never counted has none, which is said."""
    with path.open("rb") as file:
        _name_in(load_workbook(file, read_only=True), sheets)


def _name_in(workbook: Any, sheets: dict[str, Sheet]) -> None:
    for worksheet in workbook.worksheets:
        sheet = sheets[worksheet.title]
        at = {number: position for position, number in enumerate(sheet.numbers)}
        for number, cells in enumerate(worksheet.iter_rows(values_only=True), 1):
            for column, formula in enumerate(cells):
                if not (isinstance(formula, str) and formula.startswith("=")):
                    continue
                line = sheet.lines[at[number]] if number in at else []
                value = line[column] if column < len(line) else None
                if value is None or value in ERRORS:
                    sheet.findings.setdefault(number, []).append(_no_value(number, formula, value))
                    if value is not None:
                        line[column] = None


def _no_value(number: int, formula: str, value: Any) -> Finding:
    where = _("第 %(number)d 行") % {"number": number}
    words = _("公式 %(formula)s 没有算出结果（%(value)s），这一格没有读取。请在 Excel 里打开保存一次，或改成数值。")
    return Finding("warning", where, words % {"formula": formula[:40], "value": value or _("空")})


# --- sheets -------------------------------------------------------------------------------------------------------
def _read_book(sheets: Sequence[Sheet], name: str) -> Book:
    """Sheets of cases first, whatever their order; then rows that belong to them."""
    book, rest = Book(), []
    sheets = [sheet for sheet in sheets if sheet.lines and not sheet.is_hidden]
    more = _continued(sheets)
    for sheet in sheets:
        if _is_continued(sheet):
            continue
        if _is_form(sheet):
            book.cases.append(_form(sheet, name))
        elif (header := _header_of_cases(sheet)) is not None:
            book.cases.extend(_cases(sheet, header, name, more))
        else:
            rest.append(sheet)
    by_title = {_key(case): case for case in book.cases}
    for sheet in rest:
        if not _add_rows(sheet, by_title, book) and book.cases == []:
            words = _("工作表里没有认出案例。第一行要有“案例名称”等列名，可以下载模板对照。")
            book.findings.append(Finding("warning", sheet.name or name, words))
    if len(book.cases) > MOST_CASES:
        raise Refused(_("文件里有 %(count)d 个案例，一次最多 10000 个。请分成几个文件。") % {"count": len(book.cases)})
    return book


def _key(case: CaseDraft) -> str:
    return bare(case.fields.get("title", ""))


def _header_of_cases(sheet: Sheet) -> int | None:
    """The line with the names of the columns: the name of the case and parts of it."""
    for position, cells in enumerate(sheet.lines[:HEADER_WITHIN]):
        known = {found.heading.name for cell in cells if (found := heading_of(text_of(cell)))}
        if any(is_title(text_of(cell)) for cell in cells) and known and not _is_of_rows(cells):
            return position
    return None


def _is_of_rows(cells: Sequence[Any]) -> bool:
    """案例名称, 指标名称, 单位, 实施前: rows that belong to cases. What only a table has outweighs what only a case has."""
    others = [cell for cell in cells if not is_title(text_of(cell))]
    relation = relation_of(others)
    known = sum(1 for cell in others if heading_of(text_of(cell)))
    return relation is not None and len(columns_of(relation, others)) > known


def _is_continued(sheet: Sheet) -> bool:
    return {bare(text_of(cell)) for cell in sheet.lines[0]} >= CONTINUED


def _continued(sheets: Sequence[Sheet]) -> More:
    """What was longer than a cell, from the sheet where our own files go on with it."""
    more: More = {}
    for sheet in sheets:
        if _is_continued(sheet):
            at = {bare(text_of(cell)): number for number, cell in enumerate(sheet.lines[0])}
            title = next(number for number, cell in enumerate(sheet.lines[0]) if is_title(text_of(cell)))
            for cells in sheet.lines[1:]:
                key = (bare(text_of(cells[title])), bare(text_of(cells[at["栏目"]])))
                more[key] = more.get(key, "") + str(cells[at["内容"]] or "")
    return more


def _cases(sheet: Sheet, position: int, name: str, more: More) -> Iterator[CaseDraft]:
    labels = [text_of(cell) for cell in sheet.lines[position]]
    named = next(number for number, label in enumerate(labels) if is_title(label))
    for number, cells in zip(sheet.numbers[position + 1 :], sheet.lines[position + 1 :], strict=True):
        if [text_of(cell) for cell in cells] == labels or not _is_case(labels, cells):
            continue
        where = _("第 %(number)d 行") % {"number": number}
        title = bare(text_of(cells[named])) if named < len(cells) else ""
        cells = [_whole(cell, more.get((title, bare(label)))) for label, cell in zip(labels, cells, strict=False)]
        yield _case(zip(labels, cells, strict=False), _source(name, sheet, where), sheet.findings.get(number, []))


def _is_case(labels: Sequence[str], cells: Sequence[Any]) -> bool:
    """A line that is one merged cell, or one cell at its beginning, is a hint between the cases; one with nothing but a
    name is a case, and so is one with anything else alone: it is refused in words, not passed over."""
    filled = [number for number, cell in enumerate(cells) if text_of(cell)]
    if len({text_of(cells[number]) for number in filled}) > 1:
        return True
    return len(filled) == 1 and filled[0] < len(labels) and (filled[0] > 0 or is_title(labels[0]))


def _whole(cell: Any, rest: str | None) -> Any:
    return f"{cell or ''}{rest}" if rest else cell


def _source(name: str, sheet: Sheet, where: str = "") -> str:
    return " ".join(part for part in (name, sheet.name, where) if part)


def _case(pairs: Any, source: str, findings: Sequence[Finding]) -> CaseDraft:
    gathered = Gathered(findings=list(findings))
    for label, value in pairs:
        add_cell(gathered, label, value)
    return assemble(gathered, source=source)


def add_cell(gathered: Gathered, label: str, value: Any) -> None:
    """A cell under the name of a part: a long text is Markdown, a part of rows a table in the cell."""
    text = text_of(value)
    if not text:
        return
    if text in ERRORS:
        words = _("表格里的错误值 %(value)s 没有读取。") % {"value": text}
        gathered.findings.append(Finding("warning", label, words))
        return
    found = heading_of(label)
    if found and found.heading.shape == "text":
        gathered.part = found.heading
        gathered.add_html(html_of(text, lines_are_paragraphs=True))
    elif found and found.heading.shape == "rows":
        _add_table_in_cell(gathered, found.heading, text)
    elif not gathered.add_fact(label, value):
        gathered.unplaced.append(f"{label}：{text}" if label else text)


def _add_table_in_cell(gathered: Gathered, heading: Any, text: str) -> None:
    table = table_of_cell(text)
    gathered.part = heading
    if len(table) > 1 and columns_of(heading.name, table[0]):
        gathered.add_table(table)
    else:
        gathered.add_html("".join(f"<p>{line}</p>" for line in html_of(text).replace("<p>", "").split("</p>") if line))


def _is_form(sheet: Sheet) -> bool:
    """One case, written down: what it is on the left, what it says beside it. In a list names of cases stand there."""
    firsts = [text_of(cells[0]) for cells in sheet.lines if cells]
    known = {found.heading.name for first in firsts if (found := heading_of(first))}
    return bool(known) and any(map(is_title, firsts))


def _form(sheet: Sheet, name: str) -> CaseDraft:
    gathered = Gathered()
    for number, cells in zip(sheet.numbers, sheet.lines, strict=True):
        gathered.findings.extend(sheet.findings.get(number, []))
        for label, value in _pairs(cells):
            add_cell(gathered, label, value)
    return assemble(gathered, source=_source(name, sheet))


def _pairs(cells: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Label and value by turns; a merged cell counts once."""
    once = [cell for number, cell in enumerate(cells) if not number or cell != cells[number - 1] or cell is None]
    filled = [cell for cell in once if text_of(cell)]
    yield from ((text_of(filled[n]), filled[n + 1] if n + 1 < len(filled) else None) for n in range(0, len(filled), 2))


# --- rows that belong to cases ------------------------------------------------------------------------------------
def _add_rows(sheet: Sheet, cases: dict[str, CaseDraft], book: Book) -> bool:
    """A sheet of rows, each with the name of its case; whether it was one."""
    for position, cells in enumerate(sheet.lines[:HEADER_WITHIN]):
        column = next((number for number, cell in enumerate(cells) if is_title(text_of(cell))), None)
        named = heading_of(sheet.name)
        relation = named.heading.name if named and named.heading.shape == "rows" else relation_of(cells)
        if column is not None and relation and columns_of(relation, cells):
            _hand_out(sheet, position, column, relation, cases, book)
            return True
    return False


def _hand_out(sheet: Sheet, position: int, column: int, relation: str, cases: dict[str, CaseDraft], book: Book) -> None:
    label = str(BY_NAME[relation].label)
    # What names the case is no column of its rows: its title, and before it its number.
    head = sheet.lines[position]
    of_case = {column, *(number for number in range(column) if bare(text_of(head[number])) in OURS)}
    header = _without(head, of_case)
    by_case: dict[str, list[Sequence[Any]]] = {}
    for number, cells in zip(sheet.numbers[position + 1 :], sheet.lines[position + 1 :], strict=True):
        title = text_of(cells[column]) if column < len(cells) else ""
        if bare(title) not in cases:
            words = _("没有叫“%(title)s”的案例，这一行没有读取：%(line)s")
            line = "；".join(text_of(cell) for cell in cells if text_of(cell))
            where = f"{sheet.name} " + _("第 %(number)d 行") % {"number": number}
            book.findings.append(Finding("error", where, words % {"title": title[:40], "line": line[:200]}))
            continue
        by_case.setdefault(bare(title), []).append(_without(cells, of_case))
    for key, lines in by_case.items():
        read, case = rows_of(relation, [header, *lines], label), cases[key]
        case.fields[relation] = [*case.fields.get(relation, []), *read.rows]
        case.unplaced.extend(read.leftovers)
        case.findings.extend(read.findings)


def _without(cells: Sequence[Any], left_out: set[int]) -> list[Any]:
    return [cell for number, cell in enumerate(cells) if number not in left_out]
