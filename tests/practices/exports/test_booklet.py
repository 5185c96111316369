"""Many cases as one PDF."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from practices.formats.booklet import BATCH, Cover, write_booklet
from tests.practices.exports.cases import hard_papers, indicator, paper

COVER = Cover("案例汇编", "全部案例 · 共 12 个案例", "示例平台", date(2026, 3, 1))
TITLES = [f"案例第{number}号" for number in range(2 * BATCH + 2)]


def close(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def book() -> PdfReader:
    """The third case is longer than a page."""
    papers = [paper(title=title, with_pictures=False) for title in TITLES]
    papers[2] = paper(title=TITLES[2], indicators=[indicator(name=f"指标{n}") for n in range(80)])
    file = BytesIO()
    write_booklet(papers, COVER, file)
    return PdfReader(BytesIO(file.getvalue()))


def front_of(book: PdfReader) -> int:
    """Pages before the first case."""
    return next(n for n, page in enumerate(book.pages) if "案例编号" in page.extract_text().replace(" ", ""))


def test_the_cover_says_what_it_is(book):
    said = close(book.pages[0].extract_text())
    assert all(close(text) in said for text in ("案例汇编", "共12个案例", "示例平台", "2026年3月1日"))


def test_contents_name_the_page_each_case_begins_on(book):
    front = front_of(book)
    contents = close("".join(page.extract_text() for page in book.pages[1:front]))
    for title in TITLES:
        number = int(re.search(rf"{title}(\d+?)(?=日照|$|i)", contents)[1])
        page = close(book.pages[front + number - 1].extract_text())
        assert title in page
        assert page.endswith(f"abc234{number}")


def test_lines_of_the_contents_and_of_the_outline_lead_to_the_case(book):
    front = front_of(book)
    notes = [note.get_object() for page in book.pages[1:front] for note in page["/Annots"]]
    targets = [book.get_page_number(note["/A"]["/D"][0].get_object()) for note in notes]
    assert sorted(set(targets)) == targets and len(targets) == len(TITLES)
    assert [line.title for line in book.outline] == TITLES
    assert [book.get_destination_page_number(line) for line in book.outline] == targets


def test_pages_of_cases_are_counted_through_all_settings(book):
    front = front_of(book)
    assert book.page_labels[front:] == [str(number) for number in range(1, len(book.pages) - front + 1)]


def test_a_program_shows_its_title_and_reads_it_in_chinese(book):
    assert book.metadata.title == "案例汇编"
    root = book.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/Lang"] == "zh-CN"


def test_hard_cases_stand_in_a_booklet_as_well():
    papers, file = hard_papers(), BytesIO()
    assert write_booklet(papers.values(), COVER, file) > len(papers)
    assert [line.title for line in PdfReader(file).outline] == [case.title for case in papers.values()]
