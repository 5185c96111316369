from __future__ import annotations

import pytest

from cities.models import City
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
LIST, JOIN, LEAVE = "/office/cities/", "/office/cities/qingdao/join/", "/office/cities/rizhao/leave/"
OUTSIDERS = {
    "account without membership": user,
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
}


@pytest.mark.parametrize("address", [LIST, JOIN, LEAVE])
def test_a_visitor_is_sent_to_sign_in(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [JOIN, LEAVE])
def test_cities_do_not_decide_who_is_a_member(client, who, method, address):
    client.force_login(OUTSIDERS[who]())
    assert getattr(client, method)(address, {"reason": "原因"}).status_code == 404
    assert city("rizhao").is_member and not city("qingdao").is_member


@pytest.mark.parametrize("who", [curator, administrator])
def test_the_office_joins_a_city(client, who):
    client.force_login(who())
    client.post(JOIN)
    assert city("qingdao").is_member
    assert client.get(LIST).status_code == 200
    assert client.get("/qingdao/").status_code == 200


def test_joining_twice_says_so(client):
    client.force_login(curator())
    client.post(JOIN)
    assert "已是联盟成员" in client.post(JOIN, follow=True).content.decode()


def test_leaving_asks_for_a_reason(client):
    client.force_login(curator())
    assert client.post(LEAVE, {"reason": " "}).status_code == 200
    assert city("rizhao").is_member


def test_a_city_that_left_keeps_its_cases_and_comes_back(client):
    page = practice("rizhao")
    client.force_login(curator())
    client.post(LEAVE, {"reason": "机构调整"})
    assert not city("rizhao").is_member
    page.refresh_from_db()
    assert page.live
    client.post("/office/cities/rizhao/join/")
    assert city("rizhao").is_member


def test_they_stand_in_the_order_of_their_codes(client):
    client.force_login(curator())
    codes = [city.code for city in client.get(LIST).context["cities"]]
    assert codes == sorted(codes)


def test_all_sixteen_are_listed(client):
    client.force_login(curator())
    assert client.get(LIST).context["cities"].count() == City.objects.count() == 16


@pytest.mark.parametrize("address", ["/office/cities/atlantis/join/", "/office/cities/qingdao/leave/"])
def test_what_cannot_be_is_a_404(client, address):
    client.force_login(curator())
    assert client.get(address).status_code == 404
