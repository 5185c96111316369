from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.page_cache import renew_site_mark
from search.questions import page_number
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
URL = "/search/"


@pytest.mark.parametrize("page", ["0", "-1", "1000000000", "x", "", "²", "\x00", "499"])
def test_any_page_answers(client: Client, page: str) -> None:
    assert client.get(URL, {"q": "夜市", "page": page}).status_code == 200


@pytest.mark.parametrize(
    "text", ["\x00夜市", "😀", "，。！？", '"', "城市:", "城市:\x00", "-", "' OR 1=1 --", "领域:%"]
)
def test_any_text_answers(client: Client, text: str) -> None:
    assert client.get(URL, {"q": text}).status_code == 200


@pytest.mark.parametrize("name", ["city", "theme", "kind", "year", "type", "sort", "unknown"])
@pytest.mark.parametrize("value", ["none", "\x00", "😀", "99999"])
def test_any_filter_answers(client: Client, name: str, value: str) -> None:
    assert client.get(URL, {"q": "夜市", name: value}).status_code == 200


def test_a_very_long_text_answers_by_post(client: Client) -> None:
    assert client.post(URL, {"q": "市" * 100_000}).status_code == 200


def test_typed_markup_is_escaped(client: Client) -> None:
    assert b"<script>alert" not in client.get(URL, {"q": "<script>alert(1)</script>"}).content


def test_a_chosen_filter_can_be_taken_off_alone(client: Client) -> None:
    response = client.get(URL, {"q": "夜市", "city": ["jinan", "qingdao"]})
    assert [chip["query"].count("city=") for chip in response.context["chips"]] == [1, 1]


def test_taking_one_filter_off_keeps_the_question(client: Client) -> None:
    response = client.get(URL, {"q": "abc", "city": "jinan"})
    assert response.context["chips"][0]["query"] == "q=abc"


def test_an_unknown_city_is_no_filter(client: Client) -> None:
    assert client.get(URL, {"city": "atlantis"}).context["chips"] == []


def test_all_sixteen_cities_are_offered_even_with_no_hits(client: Client) -> None:
    facets = client.get(URL, {"q": "没有这个词"}).context["facets"]
    assert len(next(facet for facet in facets if facet["name"] == "city")["options"]) == 16


def test_results_are_not_for_other_search_engines(client: Client) -> None:
    assert client.get(URL)["X-Robots-Tag"] == "noindex"


def test_a_signed_in_readers_results_are_never_stored(admin_client: Client) -> None:
    assert "no-store" in admin_client.get(URL)["Cache-Control"]


@pytest.mark.parametrize(("given", "page"), [("3", 3), ("0", 1), ("-1", 1), ("²", 1), ("9" * 30, 1)])
def test_page_number(given: str, page: int) -> None:
    assert page_number(given) == page


def test_a_search_asks_few_queries_with_nothing_remembered(index, client, settings):
    settings.REMEMBER_SECONDS = 60
    for number in range(3):
        practice("rizhao", title=f"夜市占道{number}").indicators.create(name="投诉量", unit="件", before=2, after=1)
    index()
    client.get("/search/?q=夜市")
    cache.clear()
    renew_site_mark()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/search/?q=夜市").status_code == 200
    assert len(queries) <= 15
