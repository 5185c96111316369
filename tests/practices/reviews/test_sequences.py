"""Whatever people do in whatever order, a review never comes to where it may not be."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.services import membership_end, membership_give
from practices.models import (
    RUNNING,
    AssignmentState,
    DerivedFrom,
    Recognition,
    Review,
    ReviewAssignment,
    ReviewScore,
    ReviewState,
    ReviewStatement,
)
from practices.reviews.assigning import (
    FEWEST_REVIEWERS,
    assignment_accept,
    assignment_decline,
    assignment_release,
    reviewer_assign,
)
from practices.reviews.judging import (
    Given,
    author_answer,
    author_ask,
    question_ask,
    review_again,
    review_decide,
    scores_hand_in,
)
from practices.reviews.opening import review_cancel
from practices.reviews.scoring import tally
from tests.factories.cities import approver_of, city, curator, editor_of
from tests.factories.practices import practice
from tests.factories.reviews import days, marks, measured_case, membership_of, opened, reviewer_of
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
#: Of the case's city, of a city it learnt from, and of others.
REVIEWERS = ("own", "source", "first", "second", "third")
CONFLICTED = ("own", "source")

people = st.sampled_from([*REVIEWERS, "office", "author", "stranger"])
reviewers = st.sampled_from(REVIEWERS)
steps = st.one_of(
    st.tuples(st.just("assign"), st.one_of(st.just("office"), people), reviewers),
    st.tuples(st.just("accept"), people, reviewers),
    st.tuples(st.just("decline"), reviewers, reviewers),
    st.tuples(st.just("release"), people, reviewers),
    st.tuples(st.just("hand_in"), reviewers, st.integers(0, 3)),
    st.tuples(st.just("exclude"), reviewers, st.none()),
    st.tuples(st.just("question"), reviewers, st.none()),
    st.tuples(st.just("ask"), people, st.none()),
    st.tuples(st.just("answer"), people, st.none()),
    st.tuples(st.just("again"), people, st.none()),
    st.tuples(st.just("decide"), people, st.booleans()),
    st.tuples(st.just("cancel"), people, st.none()),
    st.tuples(st.just("leave"), reviewers, st.none()),
    st.tuples(st.just("move"), reviewers, st.none()),
)
#: The way to an outcome, so that the later states are reached often; strays are put between.
WAY = [
    *(("assign", "office", name) for name in ("first", "second")),
    *(("accept", name, name) for name in ("first", "second")),
    *(("hand_in", name, 2) for name in ("first", "second")),
    ("ask", "office", None),
    ("answer", "author", None),
    ("again", "office", None),
    *(("hand_in", name, 3) for name in ("first", "second")),
    ("decide", "office", True),
]
ways = st.lists(st.lists(steps, max_size=2), min_size=len(WAY), max_size=len(WAY)).map(
    lambda strays: [step for planned, between in zip(WAY, strays, strict=True) for step in (*between, planned)]
)


def scene() -> SimpleNamespace:
    page = measured_case()
    DerivedFrom.objects.create(page=page, practice=practice("heze"))
    office = curator()
    slugs = ("rizhao", "heze", "jinan", "weifang", "yantai")
    return SimpleNamespace(
        review=opened(page, by=office),
        people={name: reviewer_of(slug) for name, slug in zip(REVIEWERS, slugs, strict=True)}
        | {"office": office, "author": approver_of("rizhao"), "stranger": editor_of("binzhou")},
        award=Term.objects.get(scheme="recognition", code="excellent-case"),
    )


def latest(here: SimpleNamespace, name: str) -> ReviewAssignment:
    rows = ReviewAssignment.objects.filter(review=here.review, membership__user=here.people[name])
    found = rows.order_by("-turn").first()
    if found is None:
        raise ValidationError("nobody was asked")
    return found


def take(here: SimpleNamespace, step: tuple) -> None:
    name, who, what = step
    DOES[name](here, Review.objects.get(pk=here.review.pk), who, what)


def assign(here, review, who, what):
    reviewer_assign(review=review, membership=membership_of(here.people[what]), by=here.people[who])


def accept(here, review, who, what):
    assignment_accept(assignment=latest(here, what), by=here.people[who])


def decline(here, review, who, what):
    assignment_decline(assignment=latest(here, what), by=here.people[who], reason="没空")


def release(here, review, who, what):
    assignment_release(assignment=latest(here, what), by=here.people[who], reason="换人")


def hand_in(here, review, who, what):
    scores_hand_in(assignment=latest(here, who), given=marks(review, what), by=here.people[who])


def exclude(here, review, who, what):
    found = {"lawful": Given(is_met=False, reason="无依据")}
    scores_hand_in(assignment=latest(here, who), given=found, by=here.people[who])


def question(here, review, who, what):
    question_ask(assignment=latest(here, who), text="经费？", by=here.people[who])


def ask(here, review, who, what):
    author_ask(review=review, answer_by=days(5), by=here.people[who])


def answer(here, review, who, what):
    author_answer(review=review, text="答复", by=here.people[who])


def again(here, review, who, what):
    review_again(review=review, due_on=days(9), note="再评", by=here.people[who])


def decide(here, review, who, what):
    awards = [here.award] if what else []
    review_decide(review=review, reasons="理由", advice="建议", awards=awards, by=here.people[who])


def cancel(here, review, who, what):
    review_cancel(review=review, by=here.people[who], reason="取消")


def leave(here, review, who, what):
    membership_end(membership=membership_of(here.people[who]), reason="调离")


def move(here, review, who, what):
    """Into the city of the case, beside the own one."""
    if not here.people[who].memberships.filter(city=city("rizhao")).exists():
        membership_give(user=here.people[who], city=city("rizhao"), role="member")


DOES = {
    function.__name__: function
    for function in (assign, accept, decline, release, hand_in, exclude, question, ask, answer)
} | {function.__name__: function for function in (again, decide, cancel, leave, move)}


def stays_sound(here: SimpleNamespace, before: Review, said: set[int], step: tuple) -> None:
    review = Review.objects.get(pk=here.review.pk)
    rows = list(review.assignments.select_related("membership__user"))
    turn = [row for row in rows if row.turn == review.turn]
    done = [row for row in turn if row.state == AssignmentState.DONE]
    waiting = [row for row in rows if row.state in (AssignmentState.INVITED, AssignmentState.ACCEPTED)]
    assert not {row.membership.user for row in rows} & {here.people[name] for name in CONFLICTED}
    if before.state not in RUNNING:
        assert review.state == before.state, step
    if review.state not in RUNNING:
        assert not waiting
        assert review.reasons
        assert review.ended_at
    if review.state == ReviewState.OPEN:
        assert not [row for row in turn if row.state in (AssignmentState.ACCEPTED, AssignmentState.DONE)]
    if review.state in (ReviewState.WITH_AUTHOR, ReviewState.ANSWERED, ReviewState.DECIDED):
        assert len(done) >= FEWEST_REVIEWERS
        assert not waiting
    if Recognition.objects.filter(review=review).exists():
        assert review.state == ReviewState.DECIDED
        assert tally(review).passes
    assert (review.state == ReviewState.EXCLUDED) == (review.excluded_by is not None)
    for row in done:
        assert row.scores.exists()
    # What was handed in or said is never lost.
    assert said <= set(ReviewStatement.objects.values_list("pk", flat=True))
    assert before.turn <= review.turn


@given(st.one_of(st.lists(steps, max_size=25), ways))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_steps_breaks_a_review(taken):
    with transaction.atomic():
        here = scene()
        for step in taken:
            before = Review.objects.get(pk=here.review.pk)
            said = set(ReviewStatement.objects.values_list("pk", flat=True))
            kept = set(ReviewScore.objects.filter(assignment__state=AssignmentState.DONE).values_list("pk", "points"))
            with suppress(PermissionDenied, ValidationError):
                take(here, step)
            stays_sound(here, before, said, step)
            assert kept <= set(ReviewScore.objects.values_list("pk", "points"))
        transaction.set_rollback(True)


def test_the_planned_way_leads_to_recognition():
    """Or the property above would be about reviews that never get anywhere."""
    here = scene()
    for step in WAY:
        take(here, step)
    assert Recognition.objects.get().review.state == ReviewState.DECIDED
