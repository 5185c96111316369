from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cities.services import membership_end, membership_give
from notifications.events import Event
from notifications.models import Notification
from practices.models import AssignmentState, DerivedFrom, ReviewState
from practices.reviews.assigning import (
    assignment_accept,
    assignment_decline,
    assignment_release,
    reviewer_assign,
)
from practices.reviews.reminders import release_leavers
from practices.reviews.suggestions import suggestions
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import assigned, measured_case, membership_of, opened, reviewer_of

pytestmark = pytest.mark.django_db


def refusal(review, person) -> str:
    with pytest.raises(ValidationError) as refused:
        reviewer_assign(review=review, membership=membership_of(person), by=review.opened_by)
    return refused.value.messages[0]


def test_a_reviewer_of_another_city_is_invited_and_accepts():
    review, person = opened(), reviewer_of("jinan")
    row = assigned(review, person)
    review.refresh_from_db()
    assert (row.state, review.state) == (AssignmentState.ACCEPTED, ReviewState.SCORING)
    assert Notification.objects.get(recipient=person).event == Event.REVIEWER_INVITED


def test_a_reviewer_of_the_same_city_is_refused_in_words():
    assert "同属日照" in refusal(opened(), reviewer_of("rizhao"))


def test_somebody_with_a_second_membership_in_the_city_of_the_case_is_refused():
    person = reviewer_of("jinan")
    membership_give(user=person, city=city("rizhao"), role="member")
    assert "同属日照" in refusal(opened(), person)


def test_who_wrote_the_case_elsewhere_is_refused():
    person = reviewer_of("jinan")
    page = measured_case(contact_user=person)
    assert "应当回避" in refusal(opened(page), person)


def test_who_changed_the_case_once_is_refused():
    person, page = reviewer_of("jinan"), measured_case()
    page.save_revision(user=person)
    assert "应当回避" in refusal(opened(page), person)


def test_the_city_a_case_learnt_from_is_refused():
    page, person = measured_case(), reviewer_of("jinan")
    DerivedFrom.objects.create(page=page, practice=practice("jinan"))
    assert "借鉴了济南" in refusal(opened(page), person)


def test_the_office_does_not_score():
    person = reviewer_of("jinan")
    membership_give(user=person, role="curator")
    assert "不参加评分" in refusal(opened(), person)


def test_an_editor_is_no_reviewer():
    review, person = opened(), editor_of("jinan")
    membership = person.memberships.get()
    with pytest.raises(ValidationError, match="不是评审人员"):
        reviewer_assign(review=review, membership=membership, by=review.opened_by)


def test_nobody_is_asked_twice():
    review, person = opened(), reviewer_of("jinan")
    assigned(review, person)
    assert refusal(review, person) == "已经请过这位评审人。"


@pytest.mark.parametrize("who", [editor_of, approver_of, reviewer_of, member_of])
def test_only_the_office_assigns(who):
    review, person = opened(), reviewer_of("heze")
    with pytest.raises(PermissionDenied):
        reviewer_assign(review=review, membership=membership_of(person), by=who("jinan"))


def test_nobody_accepts_for_another():
    review = opened()
    row = assigned(review, reviewer_of("jinan"), accepts=False)
    with pytest.raises(PermissionDenied):
        assignment_accept(assignment=row, by=reviewer_of("heze"))


def test_a_conflict_that_came_up_since_is_refused_at_acceptance():
    review, person = opened(), reviewer_of("jinan")
    row = assigned(review, person, accepts=False)
    membership_give(user=person, city=city("rizhao"), role="member")
    with pytest.raises(ValidationError, match="同属日照"):
        assignment_accept(assignment=row, by=person)


def test_declining_needs_a_reason_and_tells_the_office():
    office = curator()
    review, person = opened(by=office), reviewer_of("jinan", name="示例济南评审")
    row = assigned(review, person)
    with pytest.raises(ValidationError):
        assignment_decline(assignment=row, by=person, reason=" ")
    assignment_decline(assignment=row, by=person, reason="和作者是亲属")
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN
    line = Notification.objects.get(recipient=office, event=Event.REVIEWER_REPLIED)
    assert "示例济南评审（济南）：和作者是亲属" in line.body
    assert refusal(review, person) == "已经谢绝过这次评审。"


def test_a_reviewer_who_leaves_is_released_at_once_and_the_office_is_told():
    office = curator()
    review, person = opened(by=office), reviewer_of("jinan")
    row = assigned(review, person)
    membership_end(membership=membership_of(person), by=None, reason="调离")
    row.refresh_from_db()
    assert (row.state, row.reason) == (AssignmentState.RELEASED, "评审人已离任")
    assert Notification.objects.filter(recipient=office, subject__contains="少了一位评审人").exists()


def test_an_account_that_was_closed_is_released_by_the_clock():
    review, person = opened(), reviewer_of("jinan")
    row = assigned(review, person, accepts=False)
    person.is_active = False
    person.save()
    assert release_leavers() == 1
    row.refresh_from_db()
    assert row.state == AssignmentState.RELEASED
    assert release_leavers() == 0


def test_what_was_handed_in_cannot_be_released():
    review = opened()
    row = assigned(review, reviewer_of("jinan"))
    row.state = AssignmentState.DONE
    row.save()
    with pytest.raises(ValidationError):
        assignment_release(assignment=row, by=review.opened_by, reason="换人")


# --- suggestions --------------------------------------------------------------------------------------------------
def test_reviewers_who_wrote_on_the_theme_come_first_and_conflicts_not_at_all():
    review = opened()
    expert, other, own = reviewer_of("heze"), reviewer_of("jinan"), reviewer_of("rizhao")
    practice("heze", contact_user=expert)
    found = suggestions(review)
    assert [each.membership.user for each in found] == [expert, other]
    assert own not in [each.membership.user for each in found]
    assert (found[0].own, found[0].of_city) == (1, 1)


def test_work_already_on_the_hands_counts_against_a_reviewer():
    review, busy, free = opened(), reviewer_of("jinan"), reviewer_of("weifang")
    assigned(opened(), busy)
    assert [each.membership.user for each in suggestions(review)] == [free, busy]


def test_who_was_asked_is_not_suggested_again():
    review, person = opened(), reviewer_of("jinan")
    assigned(review, person)
    assert suggestions(review) == []


def test_suggestions_cost_the_same_for_many_reviewers(django_assert_max_num_queries):
    review = opened()
    for slug in ("jinan", "heze", "weifang", "yantai", "jining", "binzhou") * 3:
        reviewer_of(slug)
    with django_assert_max_num_queries(80):
        assert len(suggestions(review, most=5)) == 5
