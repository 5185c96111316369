from __future__ import annotations

import pytest

from cities.models import CityPage
from tests.factories.cities import member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
PHONE = "0633-0000000"


@pytest.fixture
def page():
    CityPage.objects.filter(city__slug="rizhao").update(contact_name="示例联系人", contact_phone=PHONE)
    return CityPage.objects.get(city__slug="rizhao")


def test_a_visitor_does_not_see_the_contact_of_a_city(client, page):
    assert PHONE not in client.get(page.url).content.decode()


def test_a_member_of_another_city_sees_the_contact_of_a_city(client, page):
    client.force_login(member_of("heze"))
    assert PHONE in client.get(page.url).content.decode()


def test_a_figure_stands_with_its_year(client, page):
    assert "2020 年，" in client.get(page.url).content.decode()


def test_the_city_is_lit_in_the_small_grid_once(client, page):
    assert client.get(page.url).content.decode().count("tile--here") == 1


def test_a_case_of_the_city_alone_is_not_listed_for_visitors(client, page):
    practice("rizhao", visibility="city", title="本市的案例")
    assert "本市的案例" not in client.get(page.url).content.decode()


def test_figures_are_grouped_by_three(client, page):
    assert "2,968,365" in client.get(page.url).content.decode()


def test_bureaus_stand_in_the_order_of_sounds_after_the_lead(client, page):
    for name in ("住建局", "公安局", "环卫中心"):
        page.city.bureaus.create(name=name)
    content = client.get(page.url).content.decode()
    lead = page.city.bureaus.get(is_lead=True).name
    places = [content.index(f"<p>{name}") for name in (lead, "公安局", "环卫中心", "住建局")]
    assert places == sorted(places)
