from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from practices.formats.guards import Refused
from practices.formats.read_sheet import Book, read_csv, read_workbook


@pytest.fixture
def read(tmp_path: Path):
    def saved(workbook: Workbook) -> Book:
        workbook.save(tmp_path / "x.xlsx")
        return read_workbook(tmp_path / "x.xlsx", "x.xlsx")

    return saved


def test_one_case_written_down_a_sheet_is_read(read) -> None:
    book = Workbook()
    for row in (["城市管理案例申报表"], ["案例名称", "夜市疏导", "案例类型", "试点中"], ["主要做法", "划线\n供电"]):
        book.active.append(row)
    (case,) = read(book).cases
    assert case.fields["title"] == "夜市疏导"
    assert case.fields["kind"] == "试点中"
    assert case.fields["approach"] == "<p>划线</p><p>供电</p>"


def test_rows_on_a_sheet_of_their_own_go_to_the_case_they_name(read) -> None:
    book = Workbook()
    book.active.append(["案例名称", "摘要"])
    book.active.append(["夜市疏导", "降六成"])
    rows = book.create_sheet("投入")
    rows.append(["案例名称", "用途", "数量", "单位"])
    rows.append(["夜市疏导", "划线", 38.5, "万元"])
    rows.append(["没有的案例", "划线", 1, "万元"])
    found = read(book)
    assert found.cases[0].fields["resources"] == [{"name": "划线", "unit": "万元", "amount": "38.5"}]
    assert [finding.level for finding in found.findings] == ["error"]


def test_lines_in_a_cell_become_paragraphs_and_lists(read) -> None:
    book = Workbook()
    book.active.append(["案例名称", "主要做法"])
    book.active.append(["夜市疏导", "先登记。\n1. 划线\n2. 供电\n\n再**检查**。"])
    markup = read(book).cases[0].fields["approach"]
    assert markup == "<p>先登记。</p><ol><li>划线</li><li>供电</li></ol><p>再<b>检查</b>。</p>"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "；"])
def test_cells_are_parted_by_whatever_parts_them(delimiter: str) -> None:
    text = f"案例名称{delimiter}摘要\n夜市疏导{delimiter}降六成\n"
    (case,) = read_csv(text.encode(), "x.csv").cases
    assert case.fields == {"title": "夜市疏导", "summary": "降六成"}


def test_a_line_with_one_cell_is_a_case_unless_it_is_a_heading_between_cases(read) -> None:
    book = Workbook()
    for row in (["序号", "案例名称", "摘要"], ["一、市容类"], [1, "夜市疏导", "降六成"], [None, None, "只写了摘要"]):
        book.active.append(row)
    assert [case.fields for case in read(book).cases] == [
        {"title": "夜市疏导", "summary": "降六成"},
        {"summary": "只写了摘要"},
    ]


def test_ten_thousand_cases_are_read_and_one_more_is_refused() -> None:
    line = "案例{},摘要\n"
    head = "案例名称,一句话摘要\n"
    content = (head + "".join(line.format(number) for number in range(10_000))).encode("gb18030")
    assert len(read_csv(content, "x.csv").cases) == 10_000
    with pytest.raises(Refused, match="10001"):
        read_csv(content + line.format("x").encode("gb18030"), "x.csv")


def test_an_apostrophe_against_formulas_is_taken_off_again() -> None:
    (case,) = read_csv("案例名称,摘要\n夜市疏导,'=1+1\n".encode(), "x.csv").cases
    assert case.fields["summary"] == "=1+1"
