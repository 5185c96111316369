"""The pages of requests ask as much for one row as for fifty."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.models import Answer, SolutionRequest, Thread
from tests.factories.cities import city, member_of
from tests.factories.practices import practice
from tests.factories.requests import answered, asked, theme

pytestmark = pytest.mark.django_db
MOST = 15


def count(client, address: str) -> int:
    from alliance.page_cache import renew_site_mark

    client.get(address)
    cache.clear()
    renew_site_mark()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def more_requests(like: SolutionRequest, number: int) -> None:
    for n in range(number):
        row = SolutionRequest.objects.create(
            city=like.city,
            author=like.author,
            title=f"求助{n}",
            problem="难",
            visibility="public",
            thread=Thread.objects.create(),
        )
        row.themes.add(theme())


@pytest.mark.parametrize("address", ["/requests/", "/exchanges/", "/liaocheng/"])
def test_a_list_asks_as_much_for_one_request_as_for_fifty(client, settings, address):
    settings.REMEMBER_SECONDS = 60
    like = asked(visibility="public")
    one = count(client, address)
    more_requests(like, 49)
    assert count(client, address) == one <= MOST


@pytest.mark.parametrize("reader", ["visitor", "member"])
def test_a_request_asks_as_much_for_one_answer_as_for_fifty(client, settings, reader):
    settings.REMEMBER_SECONDS = 60
    row, case = asked(visibility="public"), practice("jinan")
    author = member_of("jinan")
    answered(row, by=author, practices=[case])
    if reader == "member":
        client.force_login(author)
    address = f"/requests/{row.pk}/"
    one = count(client, address)
    for n in range(49):
        answer = Answer.objects.create(
            request=row, author=author, city=city("jinan"), body=f"答{n}", thread=Thread.objects.create()
        )
        answer.practices.add(case)
    assert count(client, address) <= one + 1
    if reader == "visitor":
        assert one <= MOST
