"""Where a case stands, told by the database; and when it is due for review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from practices.models import Hold, PracticePage, Verification
from practices.states import State, in_a_year
from tests.factories.cities import approver_of, curator, editor_of
from tests.factories.practices import practice
from tests.factories.workflow import approve, send_back, submit

pytestmark = pytest.mark.django_db


def draft():
    return practice(published=False)


def in_review():
    page = draft()
    submit(page, editor_of("rizhao"))
    return page


def sent_back():
    page = in_review()
    send_back(page, approver_of("rizhao"), "请改")
    return page


def approved():
    page = in_review()
    approve(page, approver_of("rizhao"))
    return page


def changed():
    page = practice()
    page.save_revision()
    return page


def live_in_review():
    page = changed()
    submit(page, editor_of("rizhao"))
    return page


def scheduled():
    page = draft()
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish()
    return page


def taken_down():
    page = practice()
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=curator())
    return page


def restored():
    page = taken_down()
    page.holds.update(lifted_at=timezone.now())
    return page


def unpublished():
    page = practice()
    page.unpublish()
    return page


STATES = {
    draft: State.DRAFT,
    in_review: State.IN_REVIEW,
    live_in_review: State.IN_REVIEW,
    sent_back: State.SENT_BACK,
    approved: State.PUBLISHED,
    practice: State.PUBLISHED,
    restored: State.PUBLISHED,
    changed: State.CHANGED,
    scheduled: State.SCHEDULED,
    taken_down: State.TAKEN_DOWN,
    unpublished: State.UNPUBLISHED,
}


@pytest.mark.parametrize(("make", "state"), STATES.items())
def test_a_case_is_in_one_state(make, state):
    page = make()
    assert PracticePage.objects.with_state().get(pk=page.pk).state == state
    assert [one for one in State if PracticePage.objects.in_state(one).filter(pk=page.pk).exists()] == [state]


def test_the_opposite_of_a_state_is_all_the_rest():
    page = draft()
    assert not PracticePage.objects.not_in_state(State.DRAFT).filter(pk=page.pk).exists()
    assert PracticePage.objects.not_in_state(State.PUBLISHED).filter(pk=page.pk).exists()


# --- review -------------------------------------------------------------------------------------------------------
def review_by(page):
    return PracticePage.objects.with_review().get(pk=page.pk).review_by


def test_a_published_case_is_due_a_year_later():
    page = practice()
    assert review_by(page) == timezone.localdate(page.last_published_at) + timedelta(days=365)


def test_the_last_review_says_when_the_next_is_due():
    page, person = practice(), editor_of("rizhao")
    for year in (2027, 2028):
        Verification.objects.create(
            practice=page, verifier=person, verified_on=date(year - 1, 1, 1), review_by=date(year, 1, 1)
        )
    assert review_by(page) == date(2028, 1, 1)


def test_a_draft_is_never_due():
    assert review_by(draft()) is None


@pytest.mark.parametrize(("days", "is_overdue"), [(-1, True), (0, False), (1, False)])
def test_a_case_is_overdue_the_day_after(days, is_overdue):
    page = practice()
    day = timezone.localdate() + timedelta(days=days)
    Verification.objects.create(practice=page, verifier=editor_of("rizhao"), review_by=day)
    assert PracticePage.objects.overdue().filter(pk=page.pk).exists() is is_overdue


def test_what_is_off_the_site_is_not_overdue():
    page = practice()
    Verification.objects.create(practice=page, verifier=editor_of("rizhao"), review_by=date(2020, 1, 1))
    page.unpublish()
    assert not PracticePage.objects.overdue().exists()


@pytest.mark.parametrize(
    ("day", "next_year"), [(date(2027, 5, 3), date(2028, 5, 3)), (date(2028, 2, 29), date(2029, 2, 28))]
)
def test_a_year_later_is_the_same_day(day, next_year):
    assert in_a_year(day) == next_year
