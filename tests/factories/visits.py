"""Visits by the services that their screens call; days are counted from today in China."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from accounts.models import User
from cities.models import City
from exchanges.models import Visit, VisitSignup
from exchanges.visits.arranging import visit_write
from exchanges.visits.clock import today
from exchanges.visits.reminders import follow_the_day
from exchanges.visits.rules import AgendaRow
from exchanges.visits.signing_up import Person, signup_approve, signup_ask
from tests.factories.cities import city, editor_of, member_of


def on(days: int) -> date:
    return today() + timedelta(days=days)


def row(days: int = 10, at: str = "09:00", until: str | None = "11:00", **words: str) -> AgendaRow:
    ends = time.fromisoformat(until) if until else None
    said = {"place": "示例路夜市", "what": "看划区定点", **words}
    return AgendaRow(day=on(days), starts_at=time.fromisoformat(at), ends_at=ends, **said)


def fields(**changed: Any) -> dict[str, Any]:
    """Of a visit on the tenth day from now; sign-up until the fifth."""
    return {
        "title": "夜市划区定点疏导现场考察",
        "summary": "<p>看夜市怎么管。</p>",
        "starts_on": on(10),
        "ends_on": on(10),
        "meeting_place": "示例市示例路 1 号",
        "places": 10,
        "places_per_city": 4,
        "sign_up_until": on(5),
        "contact_name": "示例联系人",
        "contact_phone": "0531-0000",
        "visibility": "alliance",
        **changed,
    }


def visit(slug: str = "rizhao", *, by: User | None = None, announce: bool = True, **changed: Any) -> Visit:
    """Announced by an editor of the city, with one row of an agenda."""
    parts = {name: changed.pop(name) for name in ("themes", "practices", "agenda") if name in changed}
    parts.setdefault("agenda", [row()])
    return visit_write(by=by or editor_of(slug), city=city(slug), fields=fields(**changed), announce=announce, **parts)


def signed_up(
    visit: Visit, slug: str = "heze", number: int = 2, *, by: User | None = None, approved: bool = False, **said: Any
) -> VisitSignup:
    place: City = city(slug)
    people = said.pop("people", [Person("王示例", "城管局 科长")])
    signup = signup_ask(visit=visit, city=place, by=by or member_of(slug), number=number, people=people, **said)
    if approved:
        signup_approve(signup=signup, by=visit.author)
        signup.refresh_from_db()
    return signup


def held(visit: Visit, *, days_ago: int = 1) -> Visit:
    """As if it had ended so many days ago, and the clock had looked since."""
    day = on(-days_ago)
    Visit.objects.filter(pk=visit.pk).update(starts_on=day, ends_on=day, sign_up_until=day)
    visit.agenda.update(day=day)
    follow_the_day()
    visit.refresh_from_db()
    return visit
