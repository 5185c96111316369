"""No door tells of a draft, a hidden visit, or of people to those who may not read of them."""

from __future__ import annotations

import pytest
from django.test import Client

from exchanges.visits.arranging import visit_hide
from exchanges.visits.signing_up import Person
from notifications.events import Event
from notifications.services import notify
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.visits import signed_up, visit
from tests.security.world import everything_said

pytestmark = pytest.mark.django_db

OUTSIDERS = {"visitor": None, "member": member_of, "other editor": editor_of, "office": curator}


@pytest.fixture
def secret():
    """Markers: a draft, a hidden visit, who asks to come, who comes to a public one, whom to call."""
    case = practice("rizhao")
    writer = editor_of("rizhao")
    visit(by=writer, announce=False, title="zqdraft", practices=[case])
    hidden = visit(by=writer, title="zqhidden", practices=[case], visibility="public")
    visit_hide(visit=hidden, by=approver_of("rizhao"), reason="zqreason")
    shown = visit(by=writer, title="来看", practices=[case], visibility="public", contact_name="zqcontact")
    signed_up(shown, "jining", people=[Person("zqasking")], note="zqnote")
    signed_up(shown, "weifang", people=[Person("zqcoming")], approved=True)
    return case, shown, hidden


def said_to(client: Client, case, *visits) -> str:
    doors = ["/visits/", "/visits/?when=past", "/visits/?when=drafts", "/exchanges/", "/rizhao/", case.url]
    doors += ["/desk/", "/notifications/", "/search/?q=zqhidden", "/sitemap-pages.xml"]
    for row in visits:
        doors += [f"/visits/{row.pk}/", f"/visits/{row.pk}/calendar.ics", f"/visits/{row.pk}/sign-ups/"]
        doors.append(f"/visits/{row.pk}/sign-up/")
    return " ".join(everything_said(client.get(door)).replace("q=zqhidden", "") for door in doors)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_door_tells_of_what_may_not_be_read(role, secret):
    case, shown, hidden = secret
    client, make = Client(), OUTSIDERS[role]
    if make:
        person = make() if role == "office" else make("heze")
        client.force_login(person)
        about = {"target": hidden, "subject": "zqline", "reason": "原因", "url": "/"}
        if role != "office":
            notify(recipients=[person], event=Event.VISIT_CHANGED, **about)
    said = said_to(client, case, shown, hidden)
    closed = {"zqdraft", "zqasking", "zqnote"}
    if role != "office":
        closed |= {"zqreason", "zqline"}
    if role == "visitor":
        closed |= {"zqcoming", "zqcontact"}
    assert [marker for marker in sorted(closed) if marker in said] == []


def test_the_host_does_see_them(secret):
    """Or the doors above would be closed to everybody."""
    case, shown, hidden = secret
    client = Client()
    client.force_login(shown.author)
    said = said_to(client, case, shown, hidden)
    markers = ("zqdraft", "zqasking", "zqnote", "zqcoming", "zqcontact", "zqreason")
    assert [marker for marker in markers if marker not in said] == []
