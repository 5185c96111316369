"""私信 as people see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.messages.services import message_send
from exchanges.models import Conversation
from practices.models import Hold
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of, user
from tests.factories.exchanges import letter
from tests.factories.practices import practice
from tests.security.test_script import CORPUS, MARK, holes

pytestmark = pytest.mark.django_db


def said(response) -> str:
    return response.content.decode()


@pytest.fixture
def author():
    return editor_of("rizhao", name="李示例")


@pytest.fixture
def case(author):
    return practice("rizhao", owner=author, title="夜市摊点", contact_phone="000-1234")


@pytest.fixture
def asker(client):
    person = member_of("heze", name="王示例")
    client.force_login(person)
    return person


def test_members_of_other_cities_are_shown_the_way_to_the_contact(client, case, asker):
    assert reverse("message_case", args=[case.short_id]) in said(client.get(case.url))
    assert reverse("message_city", args=["rizhao"]) in said(client.get("/rizhao/"))


@pytest.mark.parametrize("who", [None, user, lambda: member_of("rizhao"), administrator])
def test_nobody_else_is(client, case, who):
    if who:
        client.force_login(who())
    assert reverse("message_case", args=[case.short_id]) not in said(client.get(case.url))
    assert reverse("message_city", args=["rizhao"]) not in said(client.get("/rizhao/"))


def test_a_letter_is_written_read_and_answered(client, case, author, asker):
    response = client.post(reverse("message_case", args=[case.short_id]), {"body": "收费标准是谁定的？"}, follow=True)
    assert "已发给对方" in said(response) and "收费标准是谁定的？" in said(response)
    row = Conversation.objects.get()
    client.force_login(author)
    assert "未读" in said(client.get(reverse("conversations")))
    assert "1 封未读" in said(client.get("/desk/"))
    client.get(reverse("conversation", args=[row.pk]))
    assert "未读" not in said(client.get(reverse("conversations"))).split("<main", 1)[1]
    client.post(reverse("conversation", args=[row.pk]), {"body": "街道定"})
    client.force_login(asker)
    assert "街道定" in said(client.get(reverse("conversation", args=[row.pk])))


def test_who_has_written_before_goes_on_there(client, case, asker):
    row = letter(case, asker)
    response = client.get(reverse("message_case", args=[case.short_id]))
    assert response["Location"] == reverse("conversation", args=[row.pk])


@pytest.mark.parametrize("body", ["", "  ", "\u3000", "长" * 2001])
def test_nothing_and_too_much_are_refused_at_the_form(client, case, asker, body):
    response = client.post(reverse("message_case", args=[case.short_id]), {"body": body})
    assert response.status_code == 400 and "errorlist" in said(response)
    assert body.strip() in said(response)


@pytest.mark.parametrize(
    "who", [user, lambda: approver_of("rizhao"), lambda: approver_of("heze"), curator, administrator]
)
def test_a_conversation_is_a_404_to_everybody_else(client, case, asker, who):
    row = letter(case, asker)
    client.force_login(who())
    address = reverse("conversation", args=[row.pk])
    assert client.get(address).status_code == client.post(address, {"body": "您好"}).status_code == 404
    assert client.post(reverse("conversation_close", args=[row.pk])).status_code == 404


def test_a_case_that_closed_is_not_named(client, case, author, asker):
    row = letter(case, asker)
    Hold.objects.create(practice=case, limit="city", reason="原因", set_by=author)
    for address in (reverse("conversations"), reverse("conversation", args=[row.pk])):
        html = said(client.get(address))
        assert case.title not in html and "不再对您开放" in html


def test_neither_telephone_nor_address_stands_in_a_conversation(client, case, asker):
    row = letter(case, asker)
    assert case.contact_phone not in said(client.get(reverse("conversation", args=[row.pk])))


def test_who_is_in_two_cities_says_for_which(client, case):
    from cities.services import membership_give

    person = member_of("heze")
    membership_give(user=person, city=city("jinan"), role="member")
    client.force_login(person)
    address = reverse("message_case", args=[case.short_id])
    assert 'name="speaks_for"' in said(client.get(address))
    client.post(address, {"body": "您好", "speaks_for": "heze"})
    assert Conversation.objects.get().asker_city.slug == "heze"


def test_the_other_side_is_told_who_closed(client, case, author, asker):
    row = letter(case, asker)
    client.force_login(author)
    client.post(reverse("conversation_close", args=[row.pk]))
    assert "重新打开" in said(client.get(reverse("conversation", args=[row.pk])))
    client.force_login(asker)
    html = said(client.get(reverse("conversation", args=[row.pk])))
    assert "李示例" in html and "重新打开" not in html


@pytest.mark.parametrize("markup", ["", "1"])
@pytest.mark.parametrize("text", CORPUS)
def test_script_in_a_letter_is_text_or_nothing(client, case, author, asker, text, markup):
    sent = {"body": f"您好{text}", "body_markup": markup}
    client.post(reverse("message_case", args=[case.short_id]), sent)
    row = Conversation.objects.get()
    assert f"on{MARK}" not in row.said.get().body
    found = holes(client.get(reverse("conversation", args=[row.pk]))) + holes(client.get(reverse("conversations")))
    client.force_login(author)
    assert found + holes(client.get(reverse("conversation", args=[row.pk]))) == []


def asked_for(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_the_list_asks_as_much_for_one_as_for_twenty(client, asker, monkeypatch):
    monkeypatch.setattr("exchanges.limits.MOST", {"conversation": (99, 99), "message": (99, 99)})
    letter(practice("rizhao", owner=editor_of("rizhao")), asker)
    one = asked_for(client, reverse("conversations"))
    for number in range(19):
        letter(practice("rizhao", owner=editor_of("rizhao")), asker, body=f"<p>第{number}封</p>")
    assert asked_for(client, reverse("conversations")) == one


def test_a_conversation_asks_as_much_for_one_message_as_for_fifty(client, case, author, asker, monkeypatch):
    monkeypatch.setattr("exchanges.limits.MOST", {"conversation": (99, 99), "message": (99, 99)})
    row = letter(case, asker)
    address = reverse("conversation", args=[row.pk])
    one = asked_for(client, address)
    for number in range(49):
        message_send(conversation=row, by=author if number % 2 else asker, body=f"<p>第{number}句</p>")
    assert asked_for(client, address) == one
