"""Many cases as a table: every field under its heading, nothing taken for a formula, nothing lost."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from practices.formats.cells import LONGEST, one_line, pieces, safe, table_in_cell, table_of_cell, unsafe
from practices.formats.headings import FACTS
from practices.formats.rich import to_markdown
from practices.formats.sheets import TEXTS, csv_lines, write_excel
from tests.practices.exports.cases import hard_papers, indicator, paper

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1", '=HYPERLINK("http://x")']


def book(*papers):
    file = io.BytesIO()
    write_excel(papers, file)
    return load_workbook(io.BytesIO(file.getvalue()))


def rows(sheet) -> list[dict]:
    head, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def lines(*papers) -> list[dict]:
    text = "".join(csv_lines(papers))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_case_is_a_row_with_all_facts_and_texts_under_their_headings():
    case = paper()
    (row,) = rows(book(case)["案例"])
    assert (row["案例名称"], row["案例编号"], row["版本"]) == ("夜市划区定点疏导", "abc234", 2)
    assert row["开始时间"] == datetime(2024, 3, 1)
    shown = {fact.heading.name: fact.text for fact in case.facts if not fact.day}
    assert {name: row[str(heading.label)] for heading in FACTS if (name := heading.name) in shown} == shown
    texts = {section.heading.name: to_markdown(section.blocks) for section in case.sections if section.blocks}
    assert {heading.name: row[str(heading.label)] for heading in TEXTS} == texts


def test_rows_of_a_case_stand_on_sheets_of_their_own_with_figures_as_numbers():
    sheets = book(paper(), paper(title="第二个", indicators=[indicator(name="甲"), indicator(name="乙", before=None)]))
    found = rows(sheets["成效指标"])
    assert [(row["案例名称"], row["指标名称"], row["实施前"], row["实施后"]) for row in found] == [
        ("夜市划区定点疏导", "投诉量", 120, 45.5),
        ("第二个", "甲", 120, 45.5),
        ("第二个", "乙", None, 45.5),
    ]
    assert [(row["条件"], row["必备"]) for row in rows(sheets["成功条件清单"])][:2] == [
        ("有空地", "是"),
        ("有专班", "否"),
    ]


def test_a_figure_of_more_digits_than_excel_keeps_stays_text():
    (row,) = rows(book(paper(indicators=[indicator(before="1234567890123.456", after="-0.001")]))["成效指标"])
    assert (row["实施前"], row["实施后"]) == ("1234567890123.456", -0.001)


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_excel_is_a_formula(text):
    case = paper(title=text, lessons=f"<p>{text}</p>", steps=[{"title": text, "period": "", "body": text}])
    cells = [cell for sheet in book(case) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    alike = [cell for cell in cells if cell.value.lstrip().startswith(tuple("=+-@＝"))]
    assert alike and all(cell.quotePrefix for cell in alike)


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_csv_is_a_formula_and_the_words_come_back(text):
    case = paper(title=text, steps=[{"title": "x", "period": "", "body": text}])
    (row,) = lines(case)
    assert row["案例名称"].startswith("'")
    assert unsafe(row["案例名称"]) == case.title
    assert one_line(text).startswith("'")


def test_rows_of_a_case_stand_in_one_cell_of_csv_and_come_back():
    (row,) = lines(paper(steps=[{"title": "摸|底", "period": None, "body": "逐条街\n登记 \\n"}, {"title": "划线"}]))
    assert table_of_cell(unsafe(row["步骤"])) == [
        ["步骤", "用时或时间", "做法"],
        ["摸|底", "", "逐条街\n登记 \\n"],
        ["划线", "", ""],
    ]
    assert row["开始时间"] == "2024-03-01"


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r")).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_any_table_comes_back_out_of_a_cell(table):
    assert table_of_cell(table_in_cell(("甲", "乙"), table))[1:] == [list(row) for row in table]


@given(st.one_of(st.text(), st.text("'=+-x \t")))
def test_what_is_made_safe_can_be_read_again(text):
    assert unsafe(safe(text)) == text


@given(st.integers(0, 5), st.sampled_from(["字", "字\n", "𠮷"]))
def test_pieces_fit_a_cell_and_make_the_whole(times, text):
    whole = text * (times * LONGEST // 2)
    cut = pieces(whole)
    assert "".join(cut) == whole
    assert all(len(piece.encode("utf-16-le")) // 2 < LONGEST for piece in cut)


def test_a_text_longer_than_a_cell_goes_on_on_another_sheet():
    case = hard_papers()["one text of a hundred thousand characters"]
    sheets = book(case)
    (row,) = rows(sheets["案例"])
    further = rows(sheets["续文"])
    assert [(line["案例编号"], line["栏目"], line["序号"]) for line in further] == [
        ("abc234", "背景与问题", place) for place in (2, 3, 4)
    ]
    assert row["背景与问题"] + "".join(line["内容"] for line in further) == "夜市疏导。" * 20_000


@pytest.mark.parametrize("name", hard_papers())
def test_hard_cases_are_a_row_as_well(name):
    case = hard_papers()[name]
    assert [unsafe(row["案例名称"]) for row in rows(book(case)["案例"])] == [case.title]
    assert [unsafe(row["案例名称"]) for row in lines(case)] == [case.title]
