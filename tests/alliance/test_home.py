from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def _queries(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    return len(queries)


def test_the_home_page_asks_no_more_queries_with_more_cases(client):
    for city in ("rizhao", "heze"):
        practice(city)
    few = _queries(client)
    for city in ("rizhao", "heze", "jinan", "weifang"):
        practice(city)
    assert _queries(client) == few


@pytest.mark.parametrize("address", ["/no-such-page/", "/rizhao/practices/none/"])
def test_a_missing_page_offers_to_sign_in_and_come_back(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert f"?next={address}" in response.content.decode()
