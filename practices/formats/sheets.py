"""Many cases as a table for Excel and WPS: a row a case, under the headings of headings.py.

In Excel the rows of a case (steps, indicators …) stand on sheets of their own, told apart by number and name of the
case; what is longer than a cell goes on on the sheet CONTINUED. In CSV, which has one sheet, they stand in one cell as
cells.table_in_cell writes them. Long texts are Markdown, which is plain text where nothing is marked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from practices.formats.cells import is_formula, pieces, safe, table_in_cell
from practices.formats.headings import FACTS, SECTIONS, TABLES, Heading
from practices.formats.papers import FIGURES, Fact, Paper, Table
from practices.formats.rich import to_markdown

#: Of each case, before its parts: what it is called, and where it is from.
NUMBER, TITLE, ADDRESS, VERSION = (
    gettext_lazy("案例编号"),
    gettext_lazy("案例名称"),
    gettext_lazy("网址"),
    gettext_lazy("版本"),
)
CASES, CONTINUED = gettext_lazy("案例"), gettext_lazy("续文")
#: Columns of the sheet CONTINUED: the column of the case that goes on, the place of the piece from 2, the words.
CONTINUED_COLUMNS = (NUMBER, TITLE, gettext_lazy("栏目"), gettext_lazy("序号"), gettext_lazy("内容"))
BYTE_ORDER_MARK = "\ufeff"
#: Significant digits that Excel keeps of a number.
DIGITS = 15
TEXTS = tuple(heading for heading in SECTIONS if heading.shape == "text")
ROWS = tuple(heading for heading in SECTIONS if heading.shape == "rows" and heading.name in TABLES)
DAY_FORMAT = "yyyy-mm-dd"
HEAD_FONT, HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="F2EFE8")
TOP = Alignment(vertical="top", wrap_text=True)
#: Widths of columns, in characters of the standard face.
NARROW, WIDE = 16, 48

Value = str | date | Decimal | int | None


# --- Excel --------------------------------------------------------------------------------------------------------
def write_excel(papers: Iterable[Paper], file: IO[bytes]) -> None:
    """Row by row: memory holds one case at a time."""
    book = Workbook(write_only=True)
    head = [TITLE, NUMBER, ADDRESS, VERSION, *(heading.label for heading in (*FACTS, *TEXTS))]
    cases = _new_sheet(book, str(CASES), [str(label) for label in head])
    tables = {heading.name: _new_sheet(book, str(heading.label), _head_of_rows(heading.name)) for heading in ROWS}
    continued = _new_sheet(book, str(CONTINUED), [str(label) for label in CONTINUED_COLUMNS])
    for paper in papers:
        _append(cases, _case(paper, continued))
        for section in paper.sections:
            if section.table:
                _append_rows(tables[section.heading.name], paper, section.table)
    # openpyxl writes to a name or to a file that can be sought in.
    with NamedTemporaryFile(suffix=".xlsx") as whole:
        book.save(whole.name)
        while chunk := whole.read(1 << 20):
            file.write(chunk)


def _head_of_rows(relation: str) -> list[str]:
    return [str(NUMBER), str(TITLE), *(str(column.label) for column in TABLES[relation])]


def _new_sheet(book: Any, name: str, head: Sequence[str]) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for place, label in enumerate(head, 1):
        is_text = label in {str(heading.label) for heading in TEXTS}
        sheet.column_dimensions[get_column_letter(place)].width = WIDE if is_text else NARROW
    cells = [WriteOnlyCell(sheet, value=label) for label in head]
    for cell in cells:
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, TOP
    sheet.append(cells)
    return sheet


def _case(paper: Paper, continued: Any) -> list[Value]:
    facts = {fact.heading.name: fact for fact in paper.facts}
    row: list[Value] = [paper.title, paper.number, paper.address, paper.version]
    row += [_fact(facts.get(heading.name)) for heading in FACTS]
    texts = _texts(paper)
    for heading in TEXTS:
        first, *others = pieces(texts.get(heading.name, ""))
        row.append(first)
        for place, piece in enumerate(others, 2):
            _append(continued, [paper.number, paper.title, str(heading.label), place, piece])
    return row


def _fact(fact: Fact | None) -> Value:
    return (fact.day or fact.text) if fact else None


def _texts(paper: Paper) -> dict[str, str]:
    return {section.heading.name: to_markdown(section.blocks) for section in paper.sections if section.blocks}


def _append_rows(sheet: Any, paper: Paper, table: Table) -> None:
    for row in table.rows:
        values = [_value(name, text) for name, text in zip(table.names, row, strict=True)]
        _append(sheet, [paper.number, paper.title, *values])


def _value(name: str, text: str) -> Value:
    """A figure as a number, where Excel keeps all of it."""
    if name in FIGURES and text and len(text.strip("-0").replace(".", "")) <= DIGITS:
        return Decimal(text)
    return text


def _append(sheet: Any, values: Sequence[Value]) -> None:
    sheet.append([_cell(sheet, value) for value in values])


def _cell(sheet: Any, value: Value) -> Any:
    cell = WriteOnlyCell(sheet, value=value if value != "" else None)
    cell.alignment = TOP
    if isinstance(value, str) and value:
        # Whatever it looks like, text is text; the mark keeps it so when somebody edits the cell.
        cell.data_type, cell.quotePrefix = "s", is_formula(value)
    elif isinstance(value, date):
        cell.number_format = DAY_FORMAT
    return cell


# --- CSV ----------------------------------------------------------------------------------------------------------
def csv_lines(papers: Iterable[Paper]) -> Iterator[str]:
    """The file, line by line, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    head = [TITLE, NUMBER, ADDRESS, VERSION, *(heading.label for heading in (*FACTS, *TEXTS, *ROWS))]
    yield BYTE_ORDER_MARK + writer.writerow([str(label) for label in head])
    for paper in papers:
        yield writer.writerow([safe(value) for value in _line(paper)])


def _line(paper: Paper) -> list[str]:
    facts = {fact.heading.name: fact.day.isoformat() if fact.day else fact.text for fact in paper.facts}
    texts = _texts(paper)
    tables = {section.heading.name: section.table for section in paper.sections if section.table}
    row = [paper.title, paper.number, paper.address, str(paper.version or "")]
    row += [facts.get(heading.name, "") for heading in FACTS]
    row += [texts.get(heading.name, "") for heading in TEXTS]
    return [*row, *(_rows(heading, tables) for heading in ROWS)]


def _rows(heading: Heading, tables: Mapping[str, Table]) -> str:
    table = tables.get(heading.name)
    return table_in_cell(table.labels, table.rows) if table else ""


class _Echo:
    """What csv writes to: gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text
