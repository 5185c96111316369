from __future__ import annotations

import pytest

from alliance.desk import desk_of, waiting_number
from alliance.scheduler import jobs
from exchanges.models import FollowUp, Visit, VisitState
from exchanges.visits.questions import question_ask
from exchanges.visits.reminders import follow_the_day, remind_of_visits
from exchanges.visits.taking_home import follow_up_answer, take_away_write
from notifications.events import Event
from notifications.models import Notification
from tests.factories.cities import member_of
from tests.factories.visits import fields, held, on, signed_up, visit

pytestmark = pytest.mark.django_db


def lines(person, event) -> int:
    return Notification.objects.of(person).filter(event=event).count()


def test_the_scheduler_looks_after_visits():
    assert {follow_the_day, remind_of_visits} <= {job.run for job in jobs()}


def test_the_host_is_reminded_of_cities_to_decide_before_sign_up_ends():
    made = visit(sign_up_until=on(1))
    signed_up(made)
    remind_of_visits()
    remind_of_visits()
    assert lines(made.author, Event.VISIT_SIGNUP) == 2


def test_the_day_before_host_and_confirmed_cities_are_told_once():
    made = visit(starts_on=on(1), ends_on=on(10), sign_up_until=on(0))
    coming, asking = signed_up(made, approved=True), signed_up(made, "jining")
    remind_of_visits()
    remind_of_visits()
    assert [lines(person, Event.VISIT_TOMORROW) for person in (made.author, coming.asked_by, asking.asked_by)] == [
        1,
        1,
        0,
    ]


def test_after_the_visit_each_city_that_came_is_asked_once_what_it_takes_home():
    made = visit()
    came, asked = signed_up(made, approved=True), signed_up(made, "jining")
    held(made)
    for _turn in range(2):
        remind_of_visits()
    assert (lines(came.asked_by, Event.TAKE_AWAY_DUE), lines(asked.asked_by, Event.TAKE_AWAY_DUE)) == (1, 0)
    assert lines(came.asked_by, Event.VISIT_FOLLOW_UP) == 0


def test_after_ninety_days_each_is_asked_whether_it_began_and_not_yet_is_asked_again():
    made = visit()
    came = signed_up(made, approved=True)
    held(made, days_ago=90)
    for _turn in range(2):
        remind_of_visits()
    assert lines(came.asked_by, Event.VISIT_FOLLOW_UP) == 1
    first = FollowUp.objects.get()
    follow_up_answer(follow_up=first, by=came.asked_by, answer="not_yet", reason="")
    second = FollowUp.objects.get(answer="")
    assert second.due_on == on(90)
    FollowUp.objects.filter(pk=second.pk).update(due_on=on(0))
    remind_of_visits()
    assert lines(came.asked_by, Event.VISIT_FOLLOW_UP) == 2
    follow_up_answer(follow_up=second, by=came.asked_by, answer="started", reason="")
    assert not FollowUp.objects.filter(answer="").exists()


def test_one_day_early_nobody_is_asked():
    made = visit()
    signed_up(made, approved=True)
    held(made, days_ago=89)
    remind_of_visits()
    assert not Notification.objects.filter(event=Event.VISIT_FOLLOW_UP).exists()


def test_the_day_moves_visits_on():
    made = visit()
    for changed, state in (
        ({"sign_up_until": on(-1)}, VisitState.CLOSED),
        ({"starts_on": on(-2), "ends_on": on(0)}, VisitState.CLOSED),
        ({"ends_on": on(-1)}, VisitState.HELD),
    ):
        Visit.objects.filter(pk=made.pk).update(**changed)
        follow_the_day()
        made.refresh_from_db()
        assert made.state == state


def test_what_waits_stands_on_the_desk_of_host_and_guest_until_it_is_done():
    made = visit()
    signup = signed_up(made)
    question_ask(visit=made, city=signup.city, by=signup.asked_by, text="多少钱？")
    assert [line.label for line in desk_of(made.author).waiting] == ["考察报名", "考察前的问题"]
    assert waiting_number(made.author) == 2
    came = visit("jining", **fields())
    guest = signed_up(came, approved=True).asked_by
    held(came, days_ago=100)
    colleague = member_of("heze")
    assert {line.label for line in desk_of(colleague).waiting} == {"请写考察收获", "启动了吗？"}
    take_away_write(visit=came, city=signup.city, by=guest, learnt="划线要早", will_try="")
    follow_up_answer(follow_up=FollowUp.objects.get(), by=guest, answer="will_not", reason="没有场地")
    assert waiting_number(colleague) == 0
