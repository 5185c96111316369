"""第一次来？on the desk: what to begin with, by role, until it is put away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alliance.first_visit import starts_for
from alliance.manual import all_topics
from alliance.models import SiteMark
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user

pytestmark = pytest.mark.django_db

PEOPLE = {
    "nobody yet": user,
    "member": lambda: member_of("heze"),
    "editor": lambda: editor_of("heze"),
    "approver": lambda: approver_of("heze"),
    "office": curator,
    "administrator": administrator,
}
everybody = pytest.mark.parametrize("who", PEOPLE)
HEADING = 'id="first-visit"'


def desk(client, person) -> str:
    client.force_login(person)
    return client.get("/desk/").content.decode()


@everybody
def test_three_or_four_things_are_offered(who):
    assert len(starts_for(PEOPLE[who]())) in (3, 4)


@everybody
def test_each_thing_offered_opens(client, who):
    person = PEOPLE[who]()
    client.force_login(person)
    statuses = {start.url: client.get(start.url, follow=True).status_code for start in starts_for(person)}
    assert set(statuses.values()) == {200}


@everybody
def test_each_thing_offered_is_told_of_in_the_manual(who):
    assert {start.topic for start in starts_for(PEOPLE[who]())} <= set(all_topics())


def test_it_stands_on_the_desk_of_a_newcomer(client):
    assert HEADING in desk(client, editor_of("heze"))


def test_put_away_it_is_gone(client):
    person = editor_of("heze")
    client.force_login(person)
    client.post(reverse("first_visit"))
    assert HEADING not in desk(client, person)


def test_put_away_it_stays_gone_after_signing_in_again(client):
    person = editor_of("heze")
    client.force_login(person)
    client.post(reverse("first_visit"))
    client.logout()
    person.refresh_from_db()
    assert starts_for(person) == []


def test_the_person_is_told_where_it_went(client):
    client.force_login(editor_of("heze"))
    page = client.post(reverse("first_visit"), follow=True).content.decode()
    assert "已收起" in page


def test_the_manual_brings_it_back(client):
    person = editor_of("heze")
    client.force_login(person)
    client.post(reverse("first_visit"))
    client.post(reverse("first_visit"), {"show": "again"})
    assert HEADING in desk(client, person)


def test_the_manual_offers_that_to_people_only(client):
    before = client.get("/help/").content.decode()
    client.force_login(editor_of("heze"))
    assert "再看一遍" not in before
    assert "再看一遍" in client.get("/help/").content.decode()


def test_one_person_puts_it_away_for_nobody_else(client):
    client.force_login(editor_of("heze"))
    client.post(reverse("first_visit"))
    assert starts_for(editor_of("rizhao"))


def test_it_takes_a_post(client):
    client.force_login(editor_of("heze"))
    assert client.get(reverse("first_visit")).status_code == 405


def test_putting_it_away_leaves_the_pages_kept_for_visitors(client, django_capture_on_commit_callbacks):
    client.force_login(editor_of("heze"))
    before = SiteMark.objects.get().mark
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("first_visit"))
    assert SiteMark.objects.get().mark == before
