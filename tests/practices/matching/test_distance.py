from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.matching.distance import ALIKE, SPAN, likeness
from tests.practices.matching.making import METRICS, profile

sizes = st.none() | st.integers(0, 10**8)
cities = st.builds(profile, residents=sizes, area=sizes, setting=st.none() | st.sampled_from(["沿海", "内陆"]))


@given(here=cities, there=cities)
def test_the_distance_is_the_same_both_ways_and_within_its_bounds(here, there):
    one, other = likeness(here, there, METRICS).distance, likeness(there, here, METRICS).distance
    assert one == pytest.approx(other) if one is not None else other is None
    assert one is None or 0 <= one <= 1


@given(here=cities)
def test_a_city_is_at_no_distance_from_itself(here):
    assert likeness(here, here, METRICS).distance == (0 if here else None)


@given(here=cities, there=cities)
def test_every_line_is_either_compared_or_named_as_missing(here, there):
    found = likeness(here, there, METRICS)
    assert {row.metric.pk for row in found.compared} == here.keys() & there.keys()
    assert {metric.pk for metric in found.missing} == {metric.pk for metric in METRICS} - (here.keys() & there.keys())


@given(residents=st.integers(1, 10**8), times=st.floats(1, SPAN))
def test_a_number_counts_by_ratio_whatever_its_size(residents, times):
    """Three million differ from one as much as nine from three."""
    here, there = profile(residents=residents * 1000), profile(residents=int(residents * 1000 * times))
    far = likeness(profile(residents=residents * 3000), profile(residents=int(residents * 3000 * times)), METRICS)
    assert likeness(here, there, METRICS).distance == pytest.approx(far.distance, abs=1e-3)


def test_the_example_of_the_docs():
    """Binzhou and Rizhao, docs/matching.md."""
    here = profile(residents=3928568, area=150, setting="内陆")
    there = profile(residents=2968365, setting="沿海")
    found = likeness(here, there, METRICS)
    assert [round(row.difference, 3) for row in found.compared] == [0.174, 1.0]
    assert round(found.distance, 3) == 0.587 and not found.is_alike
    assert [metric.code for metric in found.missing] == ["built-up-area"]


def test_where_nothing_can_be_compared_nothing_is_claimed():
    found = likeness(profile(residents=5), profile(area=5), METRICS)
    assert found.distance is None and not found.is_alike and found.closeness == 0


def test_half_as_much_again_is_where_likeness_ends():
    assert likeness(profile(residents=1000), profile(residents=1490), METRICS).is_alike
    assert not likeness(profile(residents=1000), profile(residents=1510), METRICS).is_alike
    assert pytest.approx(1.495, abs=1e-3) == 5**ALIKE


def test_nothing_and_something_differ_as_much_as_can_be():
    assert likeness(profile(residents=0), profile(residents=5), METRICS).distance == 1
    assert likeness(profile(residents=0), profile(residents=0), METRICS).distance == 0
