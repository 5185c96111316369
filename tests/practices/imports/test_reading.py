"""The process that reads: bounded in time and memory, apart from the site, in the language of who asked."""

from __future__ import annotations

import io

from django.utils.translation import override

from practices.imports.reading import reading
from tests.files.papers import xlsx

CASES = xlsx(["案例名称", "摘要", "开始时间"], ["甲", "乙", "去年"], ["丙", "丁", "2024.3.5"])


def test_cases_and_what_is_said_of_them_come_through() -> None:
    with reading(io.BytesIO(CASES), "案例.xlsx") as read:
        cases = list(read.cases())
    assert read.refusal == ""
    assert [case.fields["title"] for case in cases] == ["甲", "丙"]
    assert cases[1].fields["started_on"] == "2024-03-05"
    assert "去年" in cases[0].findings[0].message
    assert "第 3 行" in cases[1].source


def test_it_speaks_the_language_of_who_asked() -> None:
    with override("en"), reading(io.BytesIO(b""), "x.csv") as read:
        assert read.refusal == "The file is empty."


def test_a_file_that_needs_too_much_memory_is_refused_and_nothing_else_suffers() -> None:
    rows = "\n".join(f"案例{number},{'字' * 60}" for number in range(20_000))
    with reading(io.BytesIO(f"案例名称,摘要\n{rows}".encode()), "大.csv", memory=150 * 1024 * 1024) as read:
        assert read.refusal
        assert list(read.cases()) == []


def test_a_file_that_takes_too_long_is_refused() -> None:
    with reading(io.BytesIO(CASES), "案例.xlsx", seconds=0) as read:
        assert "过长" in read.refusal


def test_nothing_is_left_of_the_file() -> None:
    with reading(io.BytesIO(CASES), "案例.xlsx") as read:
        folder = read.folder
        assert folder.exists()
    assert not folder.exists()
