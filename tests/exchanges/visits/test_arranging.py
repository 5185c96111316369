from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cities.viewers import forget_viewer
from exchanges.follows.services import follow
from exchanges.models import Visit, VisitState
from exchanges.visits.arranging import draft_drop, visit_cancel, visit_hide, visit_show, visit_write
from exchanges.visits.clock import today
from exchanges.visits.reminders import follow_the_day
from notifications.events import Event
from notifications.fan_out import run
from notifications.models import FanOut, Notification
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.visits import fields, on, row, signed_up, visit

pytestmark = pytest.mark.django_db


def refused(**changed) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        visit(**changed)
    assert not Visit.objects.exists()
    return refusal.value.message_dict


def test_a_visit_is_announced_with_its_agenda_and_a_conversation():
    row_ = visit(agenda=[row(at="14:00", until=None), row(at="09:00")])
    assert row_.state == VisitState.OPEN
    assert [item.starts_at.hour for item in row_.agenda.all()] == [9, 14]
    assert row_.thread is not None


def test_a_draft_may_be_unfinished_and_is_its_writers_alone():
    draft = visit(announce=False, agenda=[], summary="", meeting_place="")
    assert draft.state == VisitState.DRAFT
    assert draft not in Visit.objects.visible_to(member_of("rizhao"))
    assert draft not in Visit.objects.visible_to(curator())
    assert draft in Visit.objects.visible_to(approver_of("rizhao"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sign_up_until": on(-1)}, "sign_up_until"),
        ({"sign_up_until": on(11)}, "sign_up_until"),
        ({"ends_on": on(9)}, "ends_on"),
        ({"ends_on": on(40)}, "ends_on"),
        ({"starts_on": on(-1), "ends_on": on(1), "sign_up_until": on(-1)}, "starts_on"),
        ({"places": 0}, "places"),
        ({"places": 100000}, "places"),
        ({"places_per_city": 0}, "places_per_city"),
        ({"places": 3, "places_per_city": 4}, "places_per_city"),
        ({"visibility": "city"}, "visibility"),
        ({"meeting_place": " "}, "meeting_place"),
        ({"agenda": []}, "agenda"),
        ({"agenda": [row(11)]}, "agenda"),
        ({"agenda": [row(at="10:00", until="09:00")]}, "agenda"),
        ({"agenda": [row()] * 61}, "agenda"),
        ({"title": "长" * 101}, "title"),
        ({"summary": "<p>" + "长" * 3001 + "</p>"}, "summary"),
    ],
)
def test_what_cannot_be_is_refused_in_words_where_it_is(changed, field):
    assert all(any("一" <= sign <= "鿿" for sign in words) for words in refused(**changed)[field])


def test_only_writers_of_the_city_arrange():
    for person in (member_of("rizhao"), editor_of("heze"), curator()):
        with pytest.raises(PermissionDenied):
            visit_write(by=person, city=city("rizhao"), fields=fields(), agenda=[row()])


def test_a_case_the_writer_cannot_read_is_not_linked():
    closed = practice("heze", visibility="city")
    assert "practices" in refused(practices=[closed])


def test_markup_outside_the_allow_list_is_gone():
    assert "script" not in visit(summary="<p>好</p><script>alert(1)</script>").summary


def test_followers_of_the_host_are_told_of_a_new_visit_when_it_is_announced():
    follower = member_of("heze")
    follow(user=follower, target=city("rizhao"))
    visit(announce=False)
    assert not FanOut.objects.exists()
    visit()
    run(FanOut.objects.get().pk)
    assert [line.event for line in Notification.objects.of(follower)] == [Event.VISIT_NEW]


def test_a_change_tells_who_signed_up_and_raises_the_sequence():
    row_ = visit()
    goer = signed_up(row_).asked_by
    visit_write(by=row_.author, visit=row_, city=row_.city, fields=fields(), agenda=[row(place="另一处")])
    row_.refresh_from_db()
    assert row_.sequence == 1
    assert Notification.objects.of(goer).get(event=Event.VISIT_CHANGED).subject.endswith("有变动：日程")


def test_a_change_of_nothing_in_calendars_tells_nobody():
    row_ = visit()
    goer = signed_up(row_).asked_by
    visit_write(by=row_.author, visit=row_, city=row_.city, fields=fields(contact_phone="0633-0000"), agenda=[row()])
    row_.refresh_from_db()
    assert row_.sequence == 0
    assert not Notification.objects.of(goer).exists()


def test_places_cannot_fall_below_those_confirmed():
    row_ = visit()
    signed_up(row_, number=4, approved=True)
    with pytest.raises(ValidationError) as refusal:
        visit_write(
            by=row_.author,
            visit=row_,
            city=row_.city,
            fields=fields(places=3, places_per_city=3),
            agenda=[row()],
        )
    assert "已经确认了 4 人" in refusal.value.message_dict["places"][0]


def test_the_agenda_may_change_after_sign_up_has_closed_and_a_later_deadline_opens_it_again():
    row_ = visit()
    Visit.objects.filter(pk=row_.pk).update(sign_up_until=on(-1))
    assert follow_the_day() == 1
    said = {"by": row_.author, "visit": row_, "city": row_.city, "agenda": [row(place="另一处")]}
    assert visit_write(fields=fields(sign_up_until=on(-1)), **said).state == VisitState.CLOSED
    assert visit_write(fields=fields(sign_up_until=on(1)), **said).state == VisitState.OPEN


def test_cancelling_needs_a_reason_and_tells_who_signed_up():
    row_ = visit()
    goer = signed_up(row_).asked_by
    with pytest.raises(ValidationError):
        visit_cancel(visit=row_, by=row_.author, reason=" ")
    visit_cancel(visit=row_, by=row_.author, reason="天气原因")
    row_.refresh_from_db()
    assert (row_.state, row_.sequence) == (VisitState.CANCELLED, 1)
    assert "天气原因" in Notification.objects.of(goer).get(event=Event.VISIT_CANCELLED).body
    with pytest.raises(ValidationError):
        visit_cancel(visit=row_, by=row_.author, reason="再来一次")


def test_an_announced_visit_is_not_dropped_a_draft_is():
    with pytest.raises(ValidationError):
        draft_drop(visit=(announced := visit()), by=announced.author)
    draft = visit(announce=False)
    draft_drop(visit=draft, by=draft.author)
    assert list(Visit.objects.all()) == [announced]


def test_the_office_hides_with_a_reason_and_shows_again():
    row_, reader, office = visit(visibility="public"), member_of("heze"), curator()
    visit_hide(visit=row_, by=office, reason="含有个人信息")
    assert row_ not in Visit.objects.visible_to(reader)
    assert row_ in Visit.objects.visible_to(row_.author)
    assert Notification.objects.of(row_.author).filter(body__contains="含有个人信息").exists()
    visit_show(visit=row_, by=office)
    assert row_ in Visit.objects.visible_to(reader)
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) >= {
        "exchanges.visit.hide",
        "exchanges.visit.show",
    }


def test_who_only_writes_does_not_hide():
    row_ = visit()
    for person in (row_.author, editor_of("heze"), approver_of("heze")):
        with pytest.raises(PermissionDenied):
            visit_hide(visit=row_, by=person, reason="原因")


def test_a_day_is_a_day_in_china_whatever_zone_the_server_keeps(settings, monkeypatch):
    settings.TIME_ZONE = "America/New_York"
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    with timezone.override("America/New_York"):
        assert today().isoformat() == "2026-03-02"


def test_a_writer_who_left_the_city_changes_nothing_more():
    row_ = visit()
    row_.author.memberships.update(ends_at=timezone.now())
    forget_viewer(row_.author)
    with pytest.raises(PermissionDenied):
        visit_write(by=row_.author, visit=row_, city=row_.city, fields=fields(), agenda=[row()])
