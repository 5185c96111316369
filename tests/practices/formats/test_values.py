from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.formats.values import han_number, in_unit, read_date, read_number, read_period


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024.3.5", "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024 年 3 月 5 日", "2024-03-05"),
        ("２０２４年３月５日", "2024-03-05"),
        ("2024年3月5号", "2024-03-05"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("二○二四年十二月二十五日", "2024-12-25"),
        ("20240305", "2024-03-05"),
        ("2024-03-05 00:00:00", "2024-03-05"),
        (45356, "2024-03-05"),
        (45356.75, "2024-03-05"),
        (datetime(2024, 3, 5, 9), "2024-03-05"),
        (date(2024, 3, 5), "2024-03-05"),
        ("", ""),
        ("—", ""),
        (None, ""),
    ],
)
def test_a_day_is_read_however_it_is_written(written: object, day: str) -> None:
    read = read_date(written)
    assert (read.value, read.is_wrong, read.note) == (day, False, "")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二四年三月", "2024-03-01"),
        ("2024年3月", "2024-03-01"),
        ("2024年3月份", "2024-03-01"),
        ("2024.3", "2024-03-01"),
        ("2024", "2024-01-01"),
        ("2024年3月中旬", "2024-03-11"),
        ("2024年底", None),
        ("24年3月5日", "2024-03-05"),
    ],
)
def test_what_is_less_than_a_day_is_noted(written: str, day: str | None) -> None:
    read = read_date(written)
    assert read.note
    assert (read.value or None) == day


@pytest.mark.parametrize("written", ["去年", "3月5日", "2024.13.5", "2024年2月30日", "1024-01-01", "12345", True])
def test_what_is_no_day_is_said_and_not_guessed(written: object) -> None:
    read = read_date(written)
    assert read.is_wrong
    assert read.note
    assert read.value == ""


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_day_comes_back_from_each_way_of_writing_it(day: date) -> None:
    for written in (f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", day.isoformat()):
        assert read_date(written).value == day.isoformat()


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024年3月至6月", "2024-03-01", "2024-06-01"),
        ("2024年3月5日-6月1日", "2024-03-05", "2024-06-01"),
        ("2023.5-2024.6", "2023-05-01", "2024-06-01"),
        ("2024年3月—2025年1月", "2024-03-01", "2025-01-01"),
        ("2024年3月至今", "2024-03-01", ""),
        ("2024-03-05", "2024-03-05", ""),
    ],
)
def test_a_period_has_a_beginning_and_an_end(written: str, start: str, end: str) -> None:
    period = read_period(written)
    assert (period.start.value, period.end.value) == (start, end)


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("120", "120", ""),
        ("１２０件/月", "120", "件/月"),
        ("1,200", "1200", ""),
        ("1，200元", "1200", "元"),
        ("三百二十", "320", ""),
        ("35%", "35", "%"),
        ("38.50 万元", "38.5", "万元"),
        ("-5", "-5", ""),
        (0.1 + 0.2, "0.3", ""),
        (120, "120", ""),
    ],
)
def test_a_number_is_read_with_its_unit(written: object, number: str, unit: str) -> None:
    read = read_number(written)
    assert (str(read.value), read.unit, read.note) == (number, unit, "")


@pytest.mark.parametrize(("written", "number"), [("约3.5万元", "3.5"), ("120余件", "120"), ("近百", "100")])
def test_what_is_about_a_number_is_noted(written: str, number: str) -> None:
    read = read_number(written)
    assert str(read.value) == number
    assert written in read.note


@pytest.mark.parametrize(
    "written", ["3-5万元", "3～5 天", "下降62%", "2小时30分", "1e999999", "显著", True, float("nan")]
)
def test_what_is_not_one_number_is_said_and_not_guessed(written: object) -> None:
    read = read_number(written)
    assert read.is_wrong
    assert read.value is None
    assert read.note


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [("3.5万元", "元", "35000"), ("3.5万", "件", "35000"), ("35000元", "万元", "3.5"), ("1.2亿元", "万元", "12000")],
)
def test_a_number_is_counted_in_the_unit_of_its_column(written: str, unit: str, number: str) -> None:
    read = in_unit(read_number(written), unit)
    assert (str(read.value), read.unit) == (number, unit)


def test_units_that_do_not_fit_are_wrong() -> None:
    read = in_unit(read_number("120天"), "小时")
    assert read.is_wrong
    assert "120天" in read.note
    assert "小时" in read.note


@given(st.integers(1, 9999))
def test_chinese_numerals_come_back(number: int) -> None:
    assert han_number(_in_chinese(number)) == number


def _in_chinese(number: int) -> str:
    digits, written = "零一二三四五六七八九", ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += digits[digit] + name
        elif written and number:
            written += "零"
    return written.replace("零零", "零")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_values(text: str) -> None:
    read_date(text)
    read_period(text)
    in_unit(read_number(text), text)
