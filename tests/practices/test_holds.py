"""Taking down, narrowing and lifting, through the screens."""

from __future__ import annotations

import pytest

from notifications.models import Notification
from practices.models import Hold
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
PEOPLE = {
    "member": lambda: member_of("rizhao"),
    "editor": lambda: editor_of("rizhao"),
    "approver": lambda: approver_of("rizhao"),
    "approver of another city": lambda: approver_of("heze"),
    "curator": curator,
    "administrator": administrator,
}
MAY = {"take-down": {"curator", "administrator"}, "narrow": {"approver", "administrator"}}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", MAY)
def test_who_may_hold_a_case(client, who, action):
    page = practice("rizhao")
    client.force_login(PEOPLE[who]())
    response = client.post(f"/p/{page.short_id}/{action}/", {"reason": "内容有误", "limit": "city"})
    assert response.status_code == (302 if who in MAY[action] else 404)
    assert page.holds.exists() == (who in MAY[action])


@pytest.mark.parametrize("action", MAY)
def test_a_visitor_is_sent_to_sign_in(client, action):
    assert client.post(f"/p/{practice().short_id}/{action}/").url.startswith("/accounts/login/")


def test_a_case_taken_down_is_gone_for_readers_and_kept_for_its_writers(client):
    page = practice("rizhao")
    client.force_login(curator())
    client.post(f"/p/{page.short_id}/take-down/", {"reason": "含有个人信息"})
    client.force_login(member_of("heze"))
    assert client.get(page.url).status_code == 404
    client.force_login(editor_of("rizhao"))
    assert "含有个人信息" in client.get(page.url).content.decode()


@pytest.mark.parametrize("data", [{}, {"reason": " "}, {"reason": "字" * 301}, {"reason": "原因", "limit": "hidden"}])
def test_bad_input_holds_nothing(client, data):
    page = practice("rizhao")
    client.force_login(approver_of("rizhao"))
    assert client.post(f"/p/{page.short_id}/narrow/", data).status_code == 200
    assert not Hold.objects.exists()


@pytest.mark.parametrize(("who", "action"), [("curator", "take-down"), ("approver", "narrow")])
def test_the_same_hold_is_not_set_twice(client, who, action):
    page = practice("rizhao")
    client.force_login(PEOPLE[who]())
    data = {"reason": "含有个人信息", "limit": "city"}
    client.post(f"/p/{page.short_id}/{action}/", data)
    again = client.post(f"/p/{page.short_id}/{action}/", data)
    assert "已有同样的限制" in again.content.decode()
    assert page.holds.count() == 1


def test_the_city_is_told_and_another_is_not(client):
    page, own, other = practice("rizhao"), approver_of("rizhao"), approver_of("heze")
    client.force_login(curator())
    client.post(f"/p/{page.short_id}/take-down/", {"reason": "含有个人信息"})
    assert Notification.objects.of(own).get().body == "原因：含有个人信息"
    assert not Notification.objects.of(other).exists()


def test_lifting_brings_the_case_back(client):
    page = practice("rizhao")
    hold = Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=curator())
    client.force_login(curator())
    client.post(f"/p/{page.short_id}/lift/{hold.pk}/")
    client.logout()
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize("who", ["approver", "editor", "approver of another city"])
def test_the_offices_hold_is_not_lifted_by_a_city(client, who):
    page = practice("rizhao")
    hold = Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=curator())
    client.force_login(PEOPLE[who]())
    assert client.post(f"/p/{page.short_id}/lift/{hold.pk}/").status_code == 404
    hold.refresh_from_db()
    assert hold.lifted_at is None


def test_a_hold_is_not_reached_by_the_address_of_another_case(client):
    hold = Hold.objects.create(practice=practice("heze"), limit="hidden", reason="原因", set_by=curator())
    client.force_login(curator())
    assert client.post(f"/p/{practice().short_id}/lift/{hold.pk}/").status_code == 404


@pytest.mark.parametrize(("who", "words"), [("curator", "下架"), ("approver", "缩小公开范围")])
def test_the_case_offers_the_button_to_who_may_press_it(client, who, words):
    page = practice("rizhao")
    assert words not in client.get(page.url).content.decode()
    client.force_login(PEOPLE[who]())
    assert words in client.get(page.url).content.decode()


def test_people_are_told_in_the_sites_language_whatever_the_office_reads(client):
    page, own = practice("rizhao"), approver_of("rizhao")
    client.post("/language/", {"language": "en"})
    client.force_login(curator())
    client.post(f"/p/{page.short_id}/take-down/", {"reason": "含有个人信息"})
    assert "已被下架" in Notification.objects.of(own).get().subject
