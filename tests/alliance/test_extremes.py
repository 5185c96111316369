"""Cities with no case and with thousands; titles as long and as odd as people make them."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.page_cache import renew_site_mark
from tests.factories.cities import member_of
from tests.factories.many import many_practices
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
MOST = 15
ADDRESSES = ("/", "/?shade=indicators", "/rizhao/", "/themes/street-order/", "/province/", "/cases/?city=rizhao")
ODD = (
    "宽" * 100,
    "W" * 100,
    "مرحبا بالعالم تنظيف الشوارع",
    "\u202e倒过来的标题\u202c",
    "𠮷野家门前𡈽地𰻝𰻝面摊整治㐂",
    "👮🏻‍♀️城管🧹",
    "a\u0301\u0302\u0303" * 20,
)


def _asked(client, address: str) -> int:
    """Queries of the page with nothing remembered."""
    client.get(address)
    cache.clear()
    renew_site_mark()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", [*ADDRESSES, "/cases/?only=full"])
def test_a_site_without_a_case_has_all_its_pages(client, address):
    assert client.get(address).status_code == 200


def test_a_city_without_a_case_says_so(client):
    content = client.get("/rizhao/").content.decode()
    assert "这个城市还没有您可以查看的案例" in content and "案例分布" not in content


@pytest.mark.parametrize("title", ODD)
def test_an_odd_title_is_shown_as_it_is(client, title):
    practice("rizhao", title=title, summary=title, kind="lesson")
    for address in ADDRESSES:
        assert client.get(address).status_code == 200
    assert title in client.get("/rizhao/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("reader", [None, member_of], ids=["visitor", "member"])
def test_five_thousand_cases_cost_as_many_queries_as_a_few(client, settings, reader):
    """What is counted is counted by the database. Who is signed in costs some of their own."""
    settings.REMEMBER_SECONDS = 3600  # no clock: the rows take a while to make
    if reader:
        client.force_login(reader("heze"))
    many_practices("rizhao", 12)
    few = {address: _asked(client, address) for address in ADDRESSES}
    many_practices("rizhao", 5000)
    assert {address: _asked(client, address) for address in ADDRESSES} == few
    assert reader or max(few.values()) <= MOST, few
