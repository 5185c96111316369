"""A page asks the same number of queries for one item and for fifty, and few."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from cities.models import CityPage
from files.models import AllianceDocument, AllianceImage
from practices.models import Attachment, OutcomeIndicator, PracticeImage
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
MOST = 15
ADDRESSES = {
    "home": "/",
    "home by indicators": "/?shade=indicators",
    "city": "/rizhao/",
    "index": "/rizhao/practices/",
    "list": "/cases/",
    "theme": "/themes/street-order/",
    "province": "/province/",
}


@pytest.fixture(autouse=True)
def _remembering(settings):
    settings.REMEMBER_SECONDS = 60


def _count(client, address: str) -> int:
    from alliance.page_cache import renew_site_mark

    client.get(address)
    cache.clear()
    renew_site_mark()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_list_asks_as_much_for_one_case_as_for_fifty(client, name):
    practice("rizhao").indicators.create(name="投诉量", unit="件", before=2, after=1)
    one = _count(client, ADDRESSES[name])
    for _number in range(49):
        practice("rizhao").indicators.create(name="投诉量", unit="件", before=2, after=1)
    assert _count(client, ADDRESSES[name]) == one <= MOST


def _with(items: int):
    page = practice()
    image = AllianceImage.objects.create(title="图", file=get_test_image_file())
    document = AllianceDocument.objects.create(title="文件", file="documents/x.txt")
    page.images.set([PracticeImage(image=image, caption=str(n)) for n in range(items)])
    page.attachments.set([Attachment(document=document, title=str(n)) for n in range(items)])
    page.indicators.set([OutcomeIndicator(name=str(n), unit="件", before=2, after=1) for n in range(items)])
    page.save_revision().publish()
    return page


def test_a_case_asks_as_much_for_one_part_as_for_fifty(client):
    one = _count(client, _with(1).url)
    assert _count(client, _with(50).url) == one <= MOST


def test_the_picture_of_a_city_keeps_its_page_within_the_limit(client):
    page = CityPage.objects.get(slug="rizhao")
    page.cover = AllianceImage.objects.create(title="题图", file=get_test_image_file())
    page.save()
    practice("rizhao").indicators.create(name="投诉量", unit="件", before=2, after=1)
    assert _count(client, "/rizhao/") <= MOST
    assert "city-cover" in client.get("/rizhao/").content.decode()
