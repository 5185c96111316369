"""Every address of the URL conf, by every method, for every role: what comes back is what table.py says."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.security.addresses import Route, routes
from tests.security.table import ALLOWED, REFUSED, ROLES, SIGN_IN, names_without_an_address, row_of
from tests.security.world import ASKED, MARKER, PEOPLE, arguments, secrets

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
#: The same addresses for what is in no review, and bulk actions on files.
RESTING = "page_id page_to_move_id parent_page_id page_pk"
BULK_ON_FILES = ("allianceimage", "alliancedocument")
#: May know what the city's writers write.
INITIATED = {"editor", "approver", "administrator"}
#: The admin's way to say no: back to its front, or to the part of the tree that is the person's own.
EXPLORERS = {"wagtailadmin_explore", "wagtailadmin_explore_results"}


def outcome(route: Route, method: str, response: HttpResponse) -> str | None:
    """None where the answer is only about the method."""
    if response.status_code == 405 or (method == "OPTIONS" and response.status_code == 200):
        return None
    if response.status_code in (403, 404):
        return REFUSED
    if response.status_code in (301, 302):
        if response["Location"].startswith(("/accounts/login/", "/cms/login/")):
            return SIGN_IN
        if response["Location"] == "/cms/" or route.key in EXPLORERS:
            return REFUSED
    return ALLOWED


def everything_said(response: HttpResponse) -> str:
    """Body, headers and the messages that the next page would show."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    request = response.wsgi_request  # type: ignore[attr-defined]
    messages = [str(message) for message in get_messages(request)] if hasattr(request, "_messages") else []
    return " ".join([body.decode("utf-8", "replace"), str(response.headers), *messages])


def asked_for(route: Route, found) -> dict[str, object]:
    """Choosers and searches answer to these; others ignore them."""
    objects = {"wagtaildocs": found.paper, "wagtailimages": found.picture}
    thing = next((value for name, value in objects.items() if route.key.startswith(name)), found.draft)
    return {"q": ASKED, "term": ASKED, "id": thing.pk}


def wrong_with(expected: str, seen: set[str]) -> bool:
    """Who is let in may still be refused by one method; who is refused is refused by all."""
    if expected == ALLOWED:
        return ALLOWED not in seen or SIGN_IN in seen
    return bool(seen - {expected})


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_the_table_says(role):
    found = secrets()
    filled, person = arguments(found), PEOPLE[role]()
    client = Client(raise_request_exception=False)
    if role != "visitor":
        client.force_login(person)
    signed_in = {name: cookie.value for name, cookie in client.cookies.items()}
    failures = []
    for route in routes():
        address, seen = route.address(filled), set()
        for method in METHODS:
            client.cookies.clear()
            client.cookies.load(signed_in)
            asked = {"query_params": asked_for(route, found)} if method in ("GET", "HEAD") else {}
            with transaction.atomic():
                response = client.generic(method, address, **asked)
                said = everything_said(response)
                transaction.set_rollback(True)
            where = f"{method} {address} ({route.key})"
            if response.status_code >= 500:
                failures.append(f"{response.status_code}: {where}")
            if role not in INITIATED and MARKER in said:
                failures.append(f"tells the secret: {where}")
            seen.add(outcome(route, method, response))
        row = row_of(route.key)
        if row and wrong_with(row.expects(role), seen - {None}):
            failures.append(f"{address} ({route.key}): expected {row.expects(role)}, got {sorted(seen - {None})}")
    assert not failures, "\n" + "\n".join(failures)


def test_every_address_has_a_row():
    assert [route.key for route in routes() if row_of(route.key) is None] == []


def test_every_row_has_an_address():
    assert names_without_an_address({route.key for route in routes()}) == []
