from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from exchanges.visits.arranging import visit_cancel, visit_write
from exchanges.visits.calendar_file import calendar_of
from exchanges.visits.clock import CHINA
from tests.factories.visits import fields, on, row, signed_up, visit

pytestmark = pytest.mark.django_db


def event_of(made):
    made.refresh_from_db()
    return Calendar.from_ical(calendar_of(made)).walk("VEVENT")[0]


def test_it_lasts_from_the_first_to_the_last_row_in_chinese_time_wherever_the_server_stands():
    made = visit(ends_on=on(11), agenda=[row(10, "08:30", None), row(11, "14:00", "16:45"), row(11, "15:00", None)])
    with timezone.override("America/New_York"):
        event = event_of(made)
    assert (event.start.date(), event.start.time()) == (on(10), time(8, 30))
    assert (event.end.date(), event.end.time()) == (on(11), time(16, 45))
    assert event.start.utcoffset() == timedelta(hours=8)
    assert event["DTSTART"].params["TZID"] == CHINA.key


def test_the_zone_in_the_file_knows_one_offset_and_no_summer_time():
    zone = Calendar.from_ical(calendar_of(visit())).walk("VTIMEZONE")[0]
    assert zone["TZID"] == CHINA.key
    assert not zone.walk("DAYLIGHT")
    assert {part["TZOFFSETTO"].td for part in zone.walk("STANDARD")} == {timedelta(hours=8)}


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_a_cancelled_visit_says_so():
    made = visit()
    first = event_of(made)
    visit_write(by=made.author, visit=made, city=made.city, fields=fields(meeting_place="另一处"), agenda=[row()])
    second = event_of(made)
    visit_cancel(visit=made, by=made.author, reason="台风")
    third = event_of(made)
    assert first["UID"] == second["UID"] == third["UID"]
    assert [event["SEQUENCE"] for event in (first, second, third)] == [0, 1, 2]
    assert (second["STATUS"], third["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert "已取消" in third["SUMMARY"] and "台风" in third["DESCRIPTION"]


def test_the_file_is_the_same_until_something_changes_and_names_nobody():
    made = visit(contact_name="赵联系")
    signed_up(made, approved=True)
    made.refresh_from_db()
    assert calendar_of(made) == calendar_of(made)
    said = Calendar.from_ical(calendar_of(made)).to_ical().decode().replace("\r\n ", "")
    assert not [name for name in ("王示例", "赵联系", str(made.author)) if name in said]


def test_a_title_cannot_break_out_of_its_line():
    made = visit(title="看夜市 ATTENDEE:x;y,z\\n")
    assert event_of(made)["SUMMARY"] == made.title


def test_it_is_downloaded_by_who_reads_the_visit():
    made = visit(visibility="public")
    response = Client().get(reverse("visit_calendar", args=[made.pk]))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith('.ics"')
    assert Client().get(reverse("visit_calendar", args=[visit(announce=False).pk])).status_code == 404
