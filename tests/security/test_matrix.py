"""Every address of the URL conf, by every method, for every role: what comes back is what table.py says."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.security.addresses import Route, routes
from tests.security.table import ALLOWED, REFUSED, ROLES, SIGN_IN, names_without_an_address, row_of
from tests.security.world import ASKED, MARKER, PEOPLE, arguments, everything_said, secrets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "plain_refusals", "index")]

#: What browsers send.
COMMON = ("GET", "POST")
OTHERS = ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
#: Django answers them by GET and POST: asked where the address is closed, since where it is open they only repeat.
TWINS = ("HEAD", "PUT")
#: Arguments that may as well be a case that was never handed in.
CASES = ("page_id", "page_to_move_id", "parent_page_id", "page_pk", "pk")
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


def asked_for(route: Route, found) -> dict[str, object]:
    """Choosers and searches answer to these; others ignore them."""
    objects = {"wagtaildocs": found.paper, "wagtailimages": found.picture}
    thing = next((value for name, value in objects.items() if route.key.startswith(name)), found.draft)
    if route.key.startswith("wagtailadmin_api:"):  # refuses what it does not know
        return {"fields": "*"} | ({"id": found.draft.pk} if route.key.endswith(":find") else {})
    return {"q": ASKED, "term": ASKED, "id": thing.pk}


def other_addresses(route: Route, filled: dict, found) -> list[str]:
    """The same route for a case that is in no review, and bulk actions on files."""
    if route.key == "wagtail_bulk_action":
        ids = {"allianceimage": found.picture.pk, "alliancedocument": found.paper.pk}
        return [f"/cms/bulk/files/{name}/delete/?id={pk}" for name, pk in ids.items()]
    if not route.key.startswith(("wagtailadmin_pages:", "wagtailadmin_choose_page", "wagtailadmin_api:pages")):
        return []
    resting = {**filled, "by_namespace": {}, **dict.fromkeys(CASES, found.resting.pk)}
    address = route.address(resting)
    return [address] if address != route.address(filled) else []


def wrong_with(expected: str, seen: set[str]) -> bool:
    """Who is let in may still be refused by one method; who is refused is refused by all."""
    if expected == ALLOWED:
        return ALLOWED not in seen or SIGN_IN in seen
    return bool(seen - {expected})


class Walk:
    """One person at every address; `failures` tells all that was wrong."""

    def __init__(self, role: str) -> None:
        self.role, self.found, self.failures = role, secrets(), []
        self.filled, person = arguments(self.found), PEOPLE[role]()
        self.client = Client(raise_request_exception=False)
        if role != "visitor":
            self.client.force_login(person)
        self.signed_in = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def ask(self, route: Route, method: str, address: str, **asked: object) -> str | None:
        self.client.cookies.clear()
        self.client.cookies.load(self.signed_in)
        with transaction.atomic():
            response = self.client.generic(method, address, **asked)
            said = everything_said(response)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            self.failures.append(f"{response.status_code}: {method} {address} ({route.key})")
        if self.role not in INITIATED and MARKER in said:
            self.failures.append(f"tells the secret: {method} {address} ({route.key})")
        return outcome(route, method, response)

    def by_common_methods(self, route: Route) -> None:
        row, seen = row_of(route.key), self.by(COMMON, route)
        if row:
            self.compare(route, route.address(self.filled), row.expects(self.role), seen)

    def by_other_methods(self, route: Route) -> None:
        row = row_of(route.key)
        expected = row.expects(self.role) if row else None
        seen = self.by([method for method in OTHERS if expected != ALLOWED or method not in TWINS], route) - {None}
        if row and (SIGN_IN in seen if expected == ALLOWED else seen - {expected}):
            self.fail(route, route.address(self.filled), str(expected), seen)

    def by(self, methods: Iterable[str], route: Route) -> set[str | None]:
        address, query = route.address(self.filled), {"query_params": asked_for(route, self.found)}
        return {self.ask(route, method, address, **(query if method in ("GET", "HEAD") else {})) for method in methods}

    def at_other_objects(self, route: Route) -> None:
        for address in other_addresses(route, self.filled, self.found):
            seen = {self.ask(route, method, address) for method in ("GET", "POST")}
            if self.role not in INITIATED:
                self.compare(route, address, SIGN_IN if self.role == "visitor" else REFUSED, seen)

    def compare(self, route: Route, address: str, expected: str, seen: set[str | None]) -> None:
        if wrong_with(expected, seen - {None}):
            self.fail(route, address, expected, seen - {None})

    def fail(self, route: Route, address: str, expected: str, seen: set[str | None]) -> None:
        self.failures.append(f"{address} ({route.key}): expected {expected}, got {sorted(map(str, seen))}")


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_the_table_says(role):
    walk = Walk(role)
    for route in routes():
        walk.by_common_methods(route)
        walk.at_other_objects(route)
    assert not walk.failures, "\n" + "\n".join(walk.failures)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_method_that_browsers_do_not_send_opens_an_address(role):
    walk = Walk(role)
    for route in routes():
        walk.by_other_methods(route)
    assert not walk.failures, "\n" + "\n".join(walk.failures)


def test_every_address_has_a_row():
    assert [route.key for route in routes() if row_of(route.key) is None] == []


def test_every_row_has_an_address():
    assert names_without_an_address({route.key for route in routes()}) == []
