"""A visit as a calendar keeps it (RFC 5545). No persons stand in it: such files travel."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from config.site_address import site_address
from config.site_name import site_name
from exchanges.models import AgendaItem, Visit, VisitState
from exchanges.visits.clock import CHINA, moment
from exchanges.visits.telling import address_of

#: Where the agenda does not say: an official day.
FROM, UNTIL = time(9), time(17)
#: No summer time in China since then: the rules before it would only blow up the file.
ZONE_SINCE = date(1992, 1, 1)


def calendar_of(visit: Visit) -> bytes:
    """The same file until something in it changes: a calendar that knows `UID` takes a higher `SEQUENCE` in its place."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{site_name()}//visits//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    zone = Timezone.from_tzid(CHINA.key, first_date=ZONE_SINCE)
    zone.pop("COMMENT", None)
    calendar.add_component(zone)
    calendar.add_component(_event(visit))
    return calendar.to_ical()  # type: ignore[no-any-return]


def _event(visit: Visit) -> Event:
    agenda = list(visit.agenda.all())
    is_off = visit.state == VisitState.CANCELLED
    address = site_address(address_of(visit))
    event = Event()
    event.add("uid", f"visit-{visit.uid}")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("dtstart", _start(visit, agenda))
    event.add("dtend", _end(visit, agenda))
    event.add("summary", _("（已取消）%(title)s") % {"title": visit.title} if is_off else visit.title)
    event.add("location", visit.meeting_place)
    event.add("description", "\n".join([*_lines(visit, agenda), address]))
    event.add("url", address)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return event


def _start(visit: Visit, agenda: list[AgendaItem]) -> datetime:
    first = agenda[0] if agenda and agenda[0].day == visit.starts_on else None
    return moment(visit.starts_on, first.starts_at if first else FROM)


def _end(visit: Visit, agenda: list[AgendaItem]) -> datetime:
    """The last end on the last day; a row without one takes an hour."""
    ends = [_end_of(row) for row in agenda if row.day == visit.ends_on]
    return max(ends) if ends else max(moment(visit.ends_on, UNTIL), _start(visit, agenda) + timedelta(hours=1))


def _end_of(row: AgendaItem) -> datetime:
    return moment(row.day, row.ends_at) if row.ends_at else moment(row.day, row.starts_at) + timedelta(hours=1)


def _lines(visit: Visit, agenda: list[AgendaItem]) -> list[str]:
    lines = [_("主办：%(city)s") % {"city": visit.city}]
    if visit.state == VisitState.CANCELLED:
        lines.append(_("原因：%(reason)s") % {"reason": visit.cancel_reason})
    for row in agenda:
        until = f"–{row.ends_at:%H:%M}" if row.ends_at else ""
        lines.append(f"{row.day:%Y-%m-%d} {row.starts_at:%H:%M}{until} {row.place}：{row.what}")
    return lines


def file_name(visit: Visit) -> str:
    """For machines that know no Chinese names."""
    return f"visit-{visit.pk}-{timezone.localtime(visit.changed_at, CHINA):%Y%m%d}.ics"
