from __future__ import annotations

import re

import pytest

from tests.factories.cities import member_of
from tests.factories.practices import full_case, practice

pytestmark = pytest.mark.django_db


def names(client, query: str = "") -> list[str]:
    content = client.get(f"/province/{query}").content.decode()
    rows = re.findall(r'<th scope="row">(.*?)</th>', content)
    return [re.sub(r"<[^>]+>|\s*发起$", "", row).replace(" 发起", "").strip() for row in rows]


def test_all_cities_stand_in_their_official_order(client):
    assert names(client)[:4] == ["济南", "青岛", "淄博", "枣庄"] and len(names(client)) == 16


@pytest.mark.parametrize(
    ("query", "first"), [("?sort=-cases", "日照"), ("?sort=-residents", "临沂"), ("?sort=residents", "东营")]
)
def test_a_link_in_the_head_sorts(client, query, first):
    practice("rizhao")
    assert names(client, query)[0] == first


def test_cities_outside_the_alliance_come_last_by_joining(client):
    assert set(names(client, "?sort=joined")[:8]) == set(names(client, "?sort=-joined")[:8])


@pytest.mark.parametrize("query", ["?sort=x", "?sort=--cases", "?sort=%00", "?sort=" + "x" * 5000])
def test_an_unknown_order_is_the_official_one(client, query):
    assert names(client, query)[0] == "济南"


def test_the_sorted_column_says_so(client):
    content = client.get("/province/?sort=-cases").content.decode()
    assert content.count('aria-sort="descending"') == 1 and 'href="?sort=cases"' in content


def test_counts_are_of_what_the_reader_may_see(client):
    practice("rizhao", visibility="alliance")
    assert 'href="/cases/?city=rizhao"' not in client.get("/province/").content.decode()
    client.force_login(member_of("heze"))
    assert 'href="/cases/?city=rizhao">1<' in client.get("/province/").content.decode()


def test_a_full_case_is_counted_as_one(client):
    full_case()
    practice("rizhao")
    assert '?only=full&amp;city=rizhao">1<' in client.get("/province/").content.decode()
