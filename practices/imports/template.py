"""The workbook that people fill in: a sheet of cases, a sheet for each part of rows, lists to choose from, and how to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cities.models import City, ProfileMetric
from practices.formats.headings import FACTS, SECTIONS, TABLES, Heading
from practices.models import PracticePage
from practices.serializers import TERM_FIELDS
from vocabulary.models import Term

#: Lines that offer lists; as many cases as anybody fills in by hand.
LINES = 1000
WIDE = frozenset({"summary", *(heading.name for heading in SECTIONS)})
#: The city is the one the file is imported for; files come in an archive beside the sheet.
LEFT_OUT = frozenset({"city"})
FILES = frozenset({"images", "evidence_files", "attachments"})
HEAD = PatternFill("solid", fgColor="E4EFEB")


def template_of(city: City) -> bytes:
    """For `city`: its districts and bureaus are among the lists."""
    book = Workbook()
    _explain(book.active)
    lists = book.create_sheet(_("选项"))
    facts = [heading for heading in (*FACTS, *SECTIONS) if heading.name not in LEFT_OUT and heading.shape != "rows"]
    cases = book.create_sheet(_("案例"))
    labels = [_("案例名称"), *(str(heading.label) for heading in facts)]
    _head(cases, labels, [24, *(48 if heading.name in WIDE else 16 for heading in facts)])
    offered = _Lists(lists, city)
    for number, heading in enumerate(facts, 2):
        if choices := offered.of(heading):
            _offer(cases, number, choices, is_strict=heading.shape == "choice")
    for heading in SECTIONS:
        if heading.shape == "rows" and heading.name not in FILES:
            _rows_sheet(book.create_sheet(str(heading.label)[:31]), heading, offered)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Any, labels: Sequence[str], widths: Sequence[int]) -> None:
    sheet.append(list(labels))
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEAD, Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "B2"


def _rows_sheet(sheet: Any, heading: Heading, offered: _Lists) -> None:
    columns = TABLES[heading.name]
    _head(sheet, [_("案例名称"), *(str(column.label) for column in columns)], [24, *(18 for _column in columns)])
    for number, column in enumerate(columns, 2):
        if choices := offered.of_column(heading.name, column.name):
            _offer(sheet, number, choices, is_strict=True)


def _offer(sheet: Any, column: int, source: str, *, is_strict: bool) -> None:
    """A list of terms may be gone beyond: a case has several."""
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=is_strict)
    validation.error = _("请从列表中选择。")
    sheet.add_data_validation(validation)
    letter = get_column_letter(column)
    validation.add(f"{letter}2:{letter}{LINES}")


class _Lists:
    """Each list is a column of the sheet of lists, written when it is first asked for."""

    def __init__(self, sheet: Any, city: City) -> None:
        self.sheet, self.city = sheet, city
        self._at: dict[str, str] = {}

    def of(self, heading: Heading) -> str:
        name, label = heading.name, str(heading.label)
        if heading.shape == "choice":
            return self._column(label, [str(text) for _value, text in PracticePage._meta.get_field(name).choices or []])
        if heading.shape == "terms":
            terms = Term.objects.offered().in_scheme(TERM_FIELDS[name])
            return self._column(label, [term.label for term in terms])
        if name == "district":
            return self._column(label, [row.name for row in self.city.districts.all()])
        if name == "bureau":
            return self._column(label, [row.name for row in self.city.bureaus.all()])
        return ""

    def of_column(self, relation: str, name: str) -> str:
        if relation == "transfer_ranges" and name == "metric":
            return self._column(_("城市概况指标"), [metric.name for metric in ProfileMetric.objects.all()])
        if name == "essential":
            return f'"{_("是")},{_("否")}"'
        model: Any = PracticePage._meta.get_field(relation).related_model
        names = {field.name for field in model._meta.get_fields()}
        choices = model._meta.get_field(name).choices if name in names and name != "choices" else None
        return f'"{",".join(str(text) for _value, text in choices)}"' if choices else ""

    def _column(self, label: str, values: Iterable[str]) -> str:
        if label not in self._at:
            column = len(self._at) + 1
            values = list(values)
            for number, value in enumerate([label, *values], 1):
                self.sheet.cell(number, column, value)
            self.sheet.cell(1, column).font = Font(bold=True)
            letter = get_column_letter(column)
            self.sheet.column_dimensions[letter].width = 24
            self._at[label] = f"'{self.sheet.title}'!${letter}$2:${letter}${len(values) + 1}" if values else ""
        return self._at[label]


def _explain(sheet: Any) -> None:
    sheet.title = _("填写说明")
    sheet.column_dimensions["A"].width = 100
    for number, text in enumerate(_explanation(), 1):
        cell = sheet.cell(number, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)


def _explanation() -> list[str]:
    return [
        _("怎样填写案例导入表"),
        _("在“案例”表里一行写一个案例，只有案例名称必须写，其余可以导入后补。不要改列名，列的先后可以调整。"),
        _("指标、步骤、投入等一个案例有几行的，写在各自的表里，第一列写案例名称，要和“案例”表里的完全一样。"),
        _("业务领域等有选项的列，可选的词在“选项”表里；写几个时用顿号隔开，例如：环境卫生、生活垃圾分类。"),
        _("时间写成 2024-03-05 或 2024年3月。数字只写一个数，单位写在单位列，例如实施前 120，单位 件/月。"),
        _("长的文字可以在格子里按 Alt+Enter 分段；行首写“1. ”或“- ”的会成为列表。"),
        _("图片和附件：把这张表和文件一起放进 ZIP 压缩包，文件放在和案例同名的文件夹里。"),
        _("上传后先看核对结果，确认后才保存，保存的都是草稿。改好表格再传一次，会更新上次建的草稿，不会重复。"),
    ]
