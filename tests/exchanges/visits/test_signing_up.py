from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from exchanges.models import SignupState, Visit, VisitState
from exchanges.visits.arranging import visit_cancel
from exchanges.visits.signing_up import (
    Person,
    people_name,
    signup_approve,
    signup_ask,
    signup_decline,
    signup_withdraw,
)
from notifications.events import Event
from notifications.models import Notification
from tests.factories.cities import city, curator, editor_of, member_of, user
from tests.factories.visits import held, on, signed_up, visit

pytestmark = pytest.mark.django_db


def test_a_city_asks_the_host_says_yes_and_both_are_told():
    row = visit()
    signup = signed_up(row, people=[Person("王示例", "科长")])
    assert Notification.objects.of(row.author).get(event=Event.VISIT_SIGNUP).subject.startswith("菏泽报名参加")
    signup_approve(signup=signup, by=row.author)
    signup.refresh_from_db()
    assert signup.state == SignupState.APPROVED
    assert Notification.objects.of(signup.asked_by).get(event=Event.VISIT_ANSWERED)
    assert not Notification.objects.of(row.author).unread().filter(event=Event.VISIT_SIGNUP).exists()


def test_the_host_does_not_sign_up_for_its_own_visit():
    row = visit()
    with pytest.raises(ValidationError, match="主办城市不用报名"):
        signed_up(row, "rizhao")


def test_nobody_signs_up_for_a_city_that_is_not_theirs():
    row = visit()
    for person in (member_of("jining"), curator()):
        with pytest.raises(PermissionDenied):
            signup_ask(visit=row, city=city("heze"), by=person, number=1)
    with pytest.raises(PermissionDenied):
        signup_ask(visit=row, city=city("heze"), by=user(), number=1)


def test_a_city_signs_up_once_and_again_after_it_was_declined():
    row = visit()
    first = signed_up(row)
    with pytest.raises(ValidationError, match="已经报名"):
        signed_up(row)
    signup_decline(signup=first, by=row.author, reason="名额留给没来过的城市")
    assert signed_up(row).state == SignupState.ASKED


@pytest.mark.parametrize(("number", "words"), [(5, "每市最多 4 人"), (0, "1")])
def test_too_many_and_none_are_refused(number, words):
    row = visit()
    with pytest.raises(ValidationError) as refusal:
        signed_up(row, number=number, people=[])
    assert words in refusal.value.message_dict["number"][0]


def test_after_the_deadline_nobody_signs_up_though_the_clock_has_not_looked_yet():
    row = visit()
    Visit.objects.filter(pk=row.pk).update(sign_up_until=on(-1))
    with pytest.raises(ValidationError, match="已经截止"):
        signed_up(row)


def test_on_the_last_day_a_city_still_signs_up():
    assert signed_up(visit(sign_up_until=on(0))).pk


def test_of_two_cities_that_want_the_last_places_one_is_confirmed():
    row = visit(places=4)
    one, two = signed_up(row, "heze", 3), signed_up(row, "jining", 3)
    signup_approve(signup=one, by=row.author)
    with pytest.raises(ValidationError, match="济宁报了 3 人，只剩 1 个名额"):
        signup_approve(signup=two, by=row.author)


def test_a_visit_is_full_with_the_last_place_and_open_again_when_a_city_leaves():
    row = visit(places=4)
    signup = signed_up(row, number=4, approved=True)
    row.refresh_from_db()
    assert row.state == VisitState.FULL
    with pytest.raises(ValidationError, match="名额已满"):
        signed_up(row, "jining")
    signup_withdraw(signup=signup, by=member_of("heze"), reason="有会")
    row.refresh_from_db()
    assert row.state == VisitState.OPEN
    assert "有会" in Notification.objects.of(row.author).get(event=Event.VISIT_WITHDRAWN).body


def test_declining_and_leaving_need_a_reason():
    row = visit()
    signup = signed_up(row)
    for act, by in ((signup_decline, row.author), (signup_withdraw, signup.asked_by)):
        with pytest.raises(ValidationError):
            act(signup=signup, by=by, reason="  ")


def test_nobody_decides_for_the_host_or_leaves_for_another_city():
    row = visit()
    signup = signed_up(row)
    for person in (signup.asked_by, editor_of("jining"), member_of("rizhao")):
        with pytest.raises(PermissionDenied):
            signup_approve(signup=signup, by=person)
        with pytest.raises(PermissionDenied):
            signup_decline(signup=signup, by=person, reason="原因")
    with pytest.raises(PermissionDenied):
        signup_withdraw(signup=signup, by=row.author, reason="原因")


def test_who_comes_may_change_but_not_beyond_the_number():
    signup = signed_up(visit(), number=2)
    people_name(signup=signup, by=member_of("heze"), people=[Person("甲"), Person("乙", "科员")], note="自带车")
    assert [person.name for person in signup.people.all()] == ["甲", "乙"]
    with pytest.raises(ValidationError, match="多于报名人数"):
        people_name(signup=signup, by=signup.asked_by, people=[Person("甲")] * 3, note="")
    assert signup.people.count() == 2


def test_nothing_moves_after_the_visit_or_its_end():
    row = visit()
    asked = signed_up(row)
    gone = visit(title="取消的")
    other = signed_up(gone)
    visit_cancel(visit=gone, by=gone.author, reason="天气")
    held(row)
    for signup in (asked, other):
        with pytest.raises(ValidationError, match="已经举办或取消"):
            signup_approve(signup=signup, by=signup.visit.author)
        with pytest.raises(ValidationError, match="已经举办或取消"):
            signup_withdraw(signup=signup, by=signup.asked_by, reason="原因")
