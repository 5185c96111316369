"""A request of one city, one that was narrowed and one that was hidden: no door says a word of them to others."""

from __future__ import annotations

import pytest
from django.test import Client

from exchanges.requests.asking import request_hide, request_narrow
from notifications.models import Notification
from tests.factories.cities import curator, editor_of, member_of, user
from tests.factories.requests import answered, asked
from tests.security.world import everything_said

pytestmark = pytest.mark.django_db
MARKER = "zqaskedqz"
PEOPLE = {
    "visitor": lambda: None,
    "account": user,
    "other member": lambda: member_of("heze"),
    "other editor": lambda: editor_of("heze"),
}


def secrets():
    words = {"title": f"夜市{MARKER}", "problem": f"<p>{MARKER}</p>", "tried": f"<p>{MARKER}</p>"}
    own = asked(visibility="city", **words)
    narrowed, hidden = asked(visibility="public", **words), asked(visibility="public", **words)
    answers = [answered(row, body=f"<p>{MARKER}</p>") for row in (narrowed, hidden)]
    request_narrow(request=narrowed, by=narrowed.author, visibility="city")
    request_hide(request=hidden, by=curator(), reason=MARKER)
    return [own, narrowed, hidden], answers


def doors(rows, answers):
    yield from (
        "/",
        "/exchanges/",
        "/requests/",
        "/liaocheng/",
        "/requests/?city=liaocheng",
        "/requests/?state=answered",
    )
    yield from ("/desk/", "/notifications/", "/follows/", "/search/?q=夜市")
    for row in rows:
        yield from (f"/requests/{row.pk}/{part}" for part in ("", "edit/", "narrow/", "hide/", "close/", "answer/"))
        yield f"/threads/{row.thread_id}/"
    for answer in answers:
        yield from (f"/answers/{answer.pk}/{part}" for part in ("edit/", "hide/", "accept/"))
        yield f"/threads/{answer.thread_id}/"


@pytest.mark.parametrize("role", PEOPLE)
def test_no_door_tells_of_a_request_that_is_not_for_this_reader(role):
    rows, answers = secrets()
    client, person = Client(), PEOPLE[role]()
    if person:
        client.force_login(person)
        for line in Notification.objects.all():
            line.pk, line.recipient, line.dedupe_key = None, person, None
            line.save()
    failures = []
    for address in doors(rows, answers):
        for ask in (client.get, client.post):
            if MARKER in everything_said(ask(address)):
                failures.append(f"{ask.__name__} {address}")
    assert failures == []


def test_the_doors_do_show_them_to_writers_of_the_city():
    """Or the test above would pass on doors that lead nowhere."""
    rows, _answers = secrets()
    client = Client()
    client.force_login(editor_of("liaocheng"))
    assert all(MARKER in everything_said(client.get(f"/requests/{row.pk}/")) for row in rows)
