"""The link in a mail that ends mails like it."""

from __future__ import annotations

import pytest

from notifications.events import Topic
from notifications.preferences import frequencies_of, set_frequency
from notifications.unsubscribing import stop_address
from tests.factories.cities import member_of

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person():
    return member_of("heze", email="a@example.org", name="示例某某")


def path(person, *topics):
    return stop_address(person, topics).removeprefix("http://127.0.0.1:8000")


def stopped(person):
    return {topic.value for topic, often in frequencies_of(person).items() if often == "never"}


def test_a_link_that_is_only_followed_stops_nothing_and_names_nobody(client, person):
    content = client.get(path(person, "followed")).content.decode()
    assert stopped(person) == set()
    assert "我关注的" in content and "示例某某" not in content and "<button" in content


def test_one_click_without_sign_in_stops_this_kind(person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = client.post(path(person, "followed"), ONE_CLICK)
    assert response.status_code == 200 and "不再发送" in response.content.decode()
    assert stopped(person) == {"followed"}


def test_twice_is_once(client, person):
    for _time in range(2):
        assert client.post(path(person, "work", "followed"), ONE_CLICK).status_code == 200
    assert stopped(person) == {"work", "followed"}


def test_all_can_be_stopped_from_any_mail(client, person):
    client.post(path(person, "followed"), {"all": "1"})
    assert stopped(person) == {topic.value for topic in Topic}


def test_who_is_signed_in_does_not_matter(client, person):
    client.force_login(other := member_of("jinan"))
    client.post(path(person, "followed"), ONE_CLICK)
    assert stopped(person) == {"followed"} and stopped(other) == set()


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1] + "x", lambda token: "x" + token, lambda token: "no-token"]
)
def test_what_was_not_signed_here_is_a_404(client, person, change):
    token = path(person, "followed").split("/")[-2]
    address = f"/mail/stop/{change(token)}/"
    assert client.get(address).status_code == client.post(address, ONE_CLICK).status_code == 404
    assert stopped(person) == set()


class TestSettings:
    ADDRESS = "/account/mail/"

    def test_what_was_chosen_is_kept_for_each_topic(self, client, person):
        client.force_login(person)
        chosen = {"work": "at_once", "followed": "weekly", "exchanges": "daily", "searches": "never"}
        assert client.post(self.ADDRESS, chosen).url == self.ADDRESS
        assert {topic.value: often for topic, often in frequencies_of(person).items()} == chosen

    @pytest.mark.parametrize("bad", ["", "hourly", "<script>", "\x00"])
    def test_anything_else_is_refused_where_it_stands(self, client, person, bad):
        client.force_login(person)
        response = client.post(self.ADDRESS, {"work": bad, "followed": "weekly"})
        assert response.status_code == 400 and "errorlist" in response.content.decode()
        assert stopped(person) == set()

    def test_who_has_no_address_is_told_so(self, client):
        client.force_login(member_of("heze"))
        assert "您还没有填写电子邮箱" in client.get(self.ADDRESS).content.decode()

    def test_never_can_be_taken_back(self, client, person):
        set_frequency(user=person, topic="followed", frequency="never")
        set_frequency(user=person, topic="followed", frequency="daily")
        assert stopped(person) == set()
