"""@ in a post: who is meant, who is told, and how many at most."""

from __future__ import annotations

import pytest

from exchanges.threads.mentions import MOST_TOLD, named_in
from exchanges.threads.services import post_edit
from notifications.models import Notification
from tests.factories.cities import approver_of, editor_of, member_of
from tests.factories.discussions import discussion, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return discussion()


def mentioned() -> set[str]:
    return {line.recipient.name for line in Notification.objects.filter(event="mentioned")}


def test_the_longest_name_at_the_beginning_counts():
    member_of("heze", name="张三")
    member_of("heze", name="张三丰")
    named = named_in("<p>请@张三丰看看，也请@张三您好，@济南市同志和@菏泽；@没有这人 @</p>")
    assert [person.name for person in named.people] == ["张三丰", "张三"]
    assert [city.slug for city in named.cities] == ["jinan", "heze"]


def test_one_name_of_two_people_needs_the_city():
    member_of("heze", name="张三")
    other = member_of("jinan", name="张三")
    assert named_in("@张三").unclear == ["张三"]
    assert named_in("@张三（济南）").people == named_in("@张三（济南市）您好").people == [other]
    assert named_in("@张三（日照）").people == []


def test_who_is_named_is_told_once_also_when_the_post_is_changed(talk):
    person = member_of("heze", name="张三")
    post = said(talk.thread, talk.author, "<p>@张三 怎么看</p>")
    post_edit(post=post, by=talk.author, body="<p>@张三 怎么看呢</p>")
    line = Notification.objects.get(recipient=person)
    assert (line.event, line.reason) == ("mentioned", "发言里提到您")


def test_nobody_is_told_of_what_may_not_be_read():
    member_of("heze", name="张三")
    own = member_of("rizhao", name="李四")
    approver_of("heze", name="王五")
    closed = discussion(visibility="city")
    said(closed.thread, closed.author, "<p>@张三 @李四 @菏泽</p>")
    assert mentioned() == {own.name}


def test_a_city_is_told_through_who_writes_for_it_approvers_first(talk):
    for number in range(4):
        editor_of("heze", name=f"编辑{number}")
    approver_of("heze", name="审核")
    member_of("heze", name="成员")
    said(talk.thread, talk.author, "<p>请@菏泽 说说</p>")
    assert mentioned() == {"审核", "编辑0", "编辑1"}


def test_one_post_tells_no_more_than_a_few(talk):
    names = [f"名字{chr(0x4E00 + number)}" for number in range(MOST_TOLD + 5)]
    for name in names:
        member_of("heze", name=name)
    post = said(talk.thread, talk.author, "<p>" + " ".join(f"@{name}" for name in names[:8]) + "</p>")
    assert len(mentioned()) == 8
    post_edit(post=post, by=talk.author, body="<p>" + " ".join(f"@{name}" for name in names) + "</p>")
    assert len(mentioned()) == MOST_TOLD


def test_who_is_answered_and_named_gets_one_line(talk):
    person = member_of("heze", name="张三")
    first = said(talk.thread, person)
    said(talk.thread, talk.author, "<p>@张三 请看</p>", reply_to=first)
    assert [line.event for line in Notification.objects.filter(recipient=person)] == ["thread_reply"]


def test_the_writer_hears_of_names_that_are_not_clear(client, talk):
    for slug in ("heze", "jinan"):
        member_of(slug, name="张三")
    client.force_login(talk.author)
    response = client.post(f"/threads/{talk.thread_id}/new/", {"body": "@张三 看看"}, follow=True)
    assert "不止一人，没有通知：张三" in response.content.decode()
