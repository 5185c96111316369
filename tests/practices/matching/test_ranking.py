from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from practices.matching.preconditions import HELPS, MUST, Meets, Tally
from practices.matching.ranking import (
    EXPERIENCE,
    OF_ORIGIN,
    PRECONDITIONS,
    RESULTS,
    WANTED,
    Candidate,
    Tried,
    ranked,
    share_met,
)

answers = st.lists(st.tuples(st.sampled_from(Meets), st.sampled_from([MUST, HELPS])), max_size=12)
tries = st.builds(
    Tried, city=st.integers(1, 16), closeness=st.floats(0, 1), state=st.sampled_from([*RESULTS, *OF_ORIGIN])
)


def tally(rows) -> Tally:
    made = Tally()
    for meets, weight in rows:
        made.add(meets, weight)
    return made


@given(rows=answers, weight=st.sampled_from([MUST, HELPS]))
def test_one_condition_more_that_is_met_never_ranks_a_case_lower(rows, weight):
    assert share_met(tally([*rows, (Meets.YES, weight)])) >= share_met(tally(rows))


@given(rows=answers, at=st.integers(0, 11))
def test_a_better_answer_to_the_same_condition_never_ranks_a_case_lower(rows, at):
    if not rows:
        return
    at %= len(rows)
    order = [Meets.NO, Meets.UNKNOWN, Meets.YES]
    shares = [share_met(tally([*rows[:at], (answer, rows[at][1]), *rows[at + 1 :]])) for answer in order]
    assert shares == sorted(shares)


@given(count=st.integers(0, 12))
def test_what_nobody_knows_gives_no_points(count):
    assert share_met(tally([(Meets.UNKNOWN, MUST)] * count)) == 0


@given(rows=answers, tried=st.lists(tries, max_size=8), wanted=st.booleans())
def test_every_part_stays_within_its_points_and_the_whole_is_their_sum(rows, tried, wanted):
    scored = Candidate(1, tally(rows), tuple(tried), wanted).scored
    assert abs(scored.preconditions) <= PRECONDITIONS
    assert abs(scored.experience) <= EXPERIENCE
    assert scored.wanted in (0, WANTED)
    assert scored.points == scored.preconditions + scored.experience + scored.wanted


@given(rows=answers, tried=st.lists(tries, max_size=8), closeness=st.floats(0, 1))
def test_one_more_city_where_it_works_never_ranks_a_case_lower(rows, tried, closeness):
    case = Candidate(1, tally(rows), tuple(tried))
    more = replace(case, tried=(*tried, Tried(3, closeness, "adopted")))
    assert more.scored.points >= case.scored.points


def test_five_of_six_met_stand_above_one_of_one():
    six = tally([(Meets.YES, MUST)] * 5 + [(Meets.UNKNOWN, MUST)])
    assert share_met(six) > share_met(tally([(Meets.YES, MUST)]))


def test_equal_cases_stay_in_the_order_they_came_in():
    assert [case.practice for case, _scored in ranked([Candidate(3), Candidate(1), Candidate(2)])] == [3, 1, 2]


def test_what_a_city_cannot_do_stands_below_what_it_asked_about():
    cannot = Candidate(1, tally([(Meets.NO, MUST)] * 3), wanted=True)
    asked = Candidate(2, tally([(Meets.YES, MUST), (Meets.UNKNOWN, MUST)]), wanted=True)
    assert [case.practice for case, _scored in ranked([cannot, asked])] == [2, 1]
