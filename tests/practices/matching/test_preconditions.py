from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.matching.preconditions import (
    Asked,
    ConditionAsked,
    Meets,
    RangeAsked,
    judge,
    judge_condition,
    judge_range,
)
from practices.matching.profiles import newest
from practices.models import ConditionAnswer
from tests.practices.matching.making import AREA, RESIDENTS, SETTING, figure, profile

numbers = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("minimum", "maximum", "expected"),
    [
        (100, None, Meets.YES),
        (101, None, Meets.NO),
        (None, 100, Meets.YES),
        (None, 99, Meets.NO),
        (50, 150, Meets.YES),
        (150, 200, Meets.NO),
    ],
)
def test_both_ends_of_a_range_are_in_it(minimum, maximum, expected):
    assert judge_range(RangeAsked(RESIDENTS, minimum, maximum), figure(RESIDENTS, 100)) is expected


def test_a_kind_is_met_by_one_of_those_asked_for():
    asked = RangeAsked(SETTING, choices=("沿海", "沿黄"))
    assert judge_range(asked, figure(SETTING, "沿海")) is Meets.YES
    assert judge_range(asked, figure(SETTING, "内陆")) is Meets.NO


def test_a_number_where_a_kind_is_asked_for_answers_nothing():
    assert judge_range(RangeAsked(SETTING, choices=("沿海",)), figure(RESIDENTS, 5)) is Meets.UNKNOWN
    assert judge_range(RangeAsked(RESIDENTS, minimum=Decimal(1)), figure(SETTING, "沿海")) is Meets.UNKNOWN


def test_a_range_without_ends_asks_nothing():
    assert judge(Asked((RangeAsked(RESIDENTS),)), profile(residents=5), {}).ranges == ()


@given(minimum=st.none() | numbers, maximum=st.none() | numbers)
def test_what_is_not_known_is_never_met(minimum, maximum):
    assert judge_range(RangeAsked(AREA, minimum, maximum), None) is Meets.UNKNOWN


@given(value=numbers, minimum=numbers, less=numbers)
def test_asking_less_never_turns_a_city_away(value, minimum, less):
    here = figure(RESIDENTS, value)
    if judge_range(RangeAsked(RESIDENTS, minimum), here) is Meets.YES:
        assert judge_range(RangeAsked(RESIDENTS, minimum - less), here) is Meets.YES


@pytest.mark.parametrize(("answer", "expected"), [("have", Meets.YES), ("lack", Meets.NO), ("unsure", Meets.UNKNOWN)])
def test_a_city_answers_a_condition_itself(answer, expected):
    asked = ConditionAsked(uuid4(), "有场地")
    assert judge_condition(asked, ConditionAnswer(text="有场地", answer=answer)).meets is expected
    assert judge_condition(asked, None).meets is Meets.UNKNOWN


def test_an_answer_to_other_words_is_no_answer():
    judged = judge_condition(ConditionAsked(uuid4(), "有两处场地"), ConditionAnswer(text="有场地", answer="have"))
    assert judged.meets is Meets.UNKNOWN and judged.is_stale


def test_the_newest_figure_counts_and_an_empty_one_does_not():
    empty = figure(RESIDENTS, 1, year=2024)
    empty.value = None
    found = newest([figure(RESIDENTS, 5, year=2010), figure(RESIDENTS, 7, year=2020), empty])
    assert found[RESIDENTS.pk].value == 7


def test_the_tally_counts_every_demand_once_and_weighs_a_must_double():
    asked = Asked(
        (RangeAsked(RESIDENTS, minimum=Decimal(1)), RangeAsked(AREA, minimum=Decimal(1))),
        (ConditionAsked(uuid4(), "有场地"), key := ConditionAsked(uuid4(), "有经费", essential=False)),
    )
    answers = {key.key: ConditionAnswer(text="有经费", answer="lack")}
    tally = judge(asked, profile(residents=5), answers).tally
    assert (tally.met, tally.not_met, tally.unknown, tally.total) == (1, 1, 2, 4)
    assert tally.weights == {Meets.YES: 2, Meets.NO: 1, Meets.UNKNOWN: 4}
