"""Indicators that another city could not use."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from practices.completeness import NOTHING
from practices.quality.figures import find
from tests.practices.quality.cases import codes, content, indicators


def found(*rows: dict, **fields: object) -> list[str]:
    return codes(list(find(indicators(*rows, **fields), NOTHING)))


def said(text: str) -> list[str]:
    return codes(list(find(content(text), NOTHING)))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"source": ""}, "figures.source"),
        ({"source": "无"}, "figures.source"),
        ({"source": None}, "figures.source"),
        ({"measured_on": ""}, "figures.date"),
        ({"measured_on": None}, "figures.date"),
        ({"before": "", "after": ""}, "figures.none"),
        ({"before": "x", "after": "NaN"}, "figures.none"),
        ({"unit": "件/月、件/年"}, "figures.two_units"),
        ({"unit": "件/月（前）；件/年（后）"}, "figures.two_units"),
        ({"unit": "元→万元"}, "figures.two_units"),
        ({"unit": "件/年", "name": "月均投诉"}, "figures.two_units"),
        ({"before": "380000", "after": "38", "unit": "元"}, "figures.far_apart"),
        ({"unit": "%", "before": "130"}, "figures.over_100"),
        ({"unit": "％", "after": "101"}, "figures.over_100"),
        ({"before": "-3"}, "figures.negative"),
        ({"after": "120"}, "figures.same"),
        ({"after": "120.000", "before": "120"}, "figures.same"),
        ({"better": "higher"}, "figures.direction"),
        ({"measured_on": (timezone.localdate() + timedelta(days=3)).isoformat()}, "figures.future"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(changed, code):
    assert code in found(changed)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"unit": "元/吨"},
        {"unit": "人次/日"},
        {"unit": "件"},
        {"unit": "件/月", "name": "月均投诉"},
        {"unit": "件/年", "name": "年均投诉"},
        {"unit": "%", "before": "20", "after": "100", "better": "higher"},
        {"unit": "%", "before": "20", "after": "160", "better": "higher", "name": "摊位利用率"},
        {"unit": "%", "before": "20", "after": "160", "better": "higher", "name": "营业额增长"},
        {"unit": "个", "before": "0", "after": "500", "better": "higher"},
        {"before": "", "after": "45"},
        {"before": "500000", "after": "501"},
        {"unit": "℃", "before": "-3", "after": "-5", "name": "降温"},
    ],
)
def test_a_usable_row_is_left_alone(changed):
    assert found(changed) == []


def test_figures_of_before_the_start_cannot_be_of_afterwards():
    assert found({"measured_on": "2024-01-31"}, started_on="2024-03-01") == ["figures.too_early"]
    assert found({"measured_on": "2024-06-30"}, started_on="2024-03-01") == []


def test_the_two_figures_of_an_indicator_in_two_rows_and_two_units():
    rows = ({"after": "", "unit": "件/月"}, {"before": "", "unit": "件/年"})
    assert found(*rows) == ["figures.two_units"]


def test_one_indicator_written_twice():
    assert found({}, {"before": "90"}) == ["figures.twice"]


def test_what_went_worse_is_no_finding_of_a_lesson():
    assert found({"better": "higher"}, kind="lesson") == []


@pytest.mark.parametrize("text", ["由每月120件降到每年45件", "投诉从120件/月下降到45件/年", "日均30起减少至每月12起"])
def test_two_periods_compared_in_a_sentence_are_told(text):
    assert said(text) == ["figures.two_units"]


@pytest.mark.parametrize(
    "text",
    [
        "由每月120件降到每月45件",
        "由120件降到45件",
        "每天清运一次，每年减少支出3万元",
        "一年办理120件，当月降到45件以内",
    ],
)
def test_one_period_is_left_alone(text):
    assert said(text) == []


def test_a_finding_leads_to_its_row_and_column():
    content_ = indicators({}, {"name": "乱停车", "source": ""})
    (finding,) = find(content_, NOTHING)
    assert finding.where.label() == "成效指标第 2 行“数据来源”"
    assert finding.excerpt == "乱停车"


def test_the_key_stays_when_rows_change_places_and_goes_with_the_figures():
    first = next(iter(find(indicators({"source": ""}, {"name": "乱停车"}), NOTHING)))
    moved = next(iter(find(indicators({"name": "乱停车"}, {"source": ""}), NOTHING)))
    other = next(iter(find(indicators({"source": "", "after": "44"}), NOTHING)))
    assert first.where.row != moved.where.row and first.key == moved.key
    assert other.key != first.key


_CELL = st.one_of(st.none(), st.text(max_size=12), st.integers().map(str), st.floats().map(str))


@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(("name", "unit", "before", "after", "measured_on", "source", "better"), _CELL)
        ),
        max_size=5,
    )
)
def test_any_row_gets_an_answer(rows):
    list(find(content(indicators=rows), NOTHING))
