from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

DAY = date(2024, 3, 5)


def _shown(template: str, value: object, language: str) -> str:
    with translation.override(language):
        return Template(f"{{{{ value|{template} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("value", "shown"), [("9202432.00", "9,202,432"), ("1234.5", "1,234.50"), ("999", "999"), ("-1000", "-1,000")]
)
def test_numbers_are_grouped_by_three(value, shown):
    assert _shown('floatformat:"-2g"', Decimal(value), "zh-hans") == shown


@pytest.mark.parametrize(
    ("language", "form", "shown"),
    [
        ("zh-hans", "DATE_FORMAT", "2024年3月5日"),
        ("zh-hans", "YEAR_MONTH_FORMAT", "2024年3月"),
        ("en", "YEAR_MONTH_FORMAT", "March 2024"),
    ],
)
def test_dates_are_written_as_readers_expect(language, form, shown):
    assert _shown(f'date:"{form}"', DAY, language) == shown


def test_a_year_is_not_grouped():
    assert _shown("default:0", 2020, "zh-hans") == "2020"


@pytest.mark.parametrize("typed", ["2024-3-5", "2024/03/05", "2024.3.5", "2024年3月5日"])
def test_a_date_is_read_as_people_type_it(typed):
    with translation.override("zh-hans"):
        assert forms.DateField(localize=True).clean(typed) == DAY
