from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.events import Event
from notifications.models import Notification
from notifications.services import notify
from practices.models import Hold
from tests.factories.cities import curator, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
LIST = "/notifications/"


@pytest.fixture
def reader(client):
    person = member_of("heze")
    client.force_login(person)
    return person


def tell(person, title="早市退路进院", **fields):
    page = practice(title=title, **fields)
    lines = notify(
        recipients=[person], event=Event.CASE_APPROVED, target=page, subject=title, reason="为了测试", url=page.url
    )
    return page, lines[0]


@pytest.mark.parametrize("address", [LIST, "/notifications/1/", "/desk/"])
def test_a_visitor_is_sent_to_sign_in(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


def test_the_list_says_what_and_why(client, reader):
    tell(reader)
    content = client.get(LIST).content.decode()
    assert "早市退路进院" in content and "为了测试" in content


def test_lines_stand_by_day_the_newest_first(client, reader):
    _page, older = tell(reader, title="昨天的")
    Notification.objects.filter(pk=older.pk).update(created_at=older.created_at - timedelta(days=1))
    tell(reader, title="今天早些")
    tell(reader, title="今天的")
    days = client.get(LIST).context["days"]
    assert [[line.subject for line in lines] for _day, lines in days] == [["今天的", "今天早些"], ["昨天的"]]


def test_the_list_can_be_narrowed_to_a_topic_and_to_what_is_unread(client, reader):
    _page, line = tell(reader, title="审核通过的")
    Notification.objects.filter(pk=line.pk).update(topic="followed")
    _page, other = tell(reader, title="别的")
    client.post(f"/notifications/{other.pk}/read/")
    for query, expected in (("topic=followed", ["审核通过的"]), ("topic=work", ["别的"]), ("unread=1", ["审核通过的"])):
        assert [each.subject for each in client.get(f"{LIST}?{query}").context["lines"]] == expected
    assert len(client.get(f"{LIST}?topic=nothing&unread=x").context["lines"]) == 2


def test_one_line_is_marked_read_and_the_list_stays_as_it_was_filtered(client, reader):
    _page, line = tell(reader)
    response = client.post(f"/notifications/{line.pk}/read/", {"here": "?topic=work"})
    assert response.url == f"{LIST}?topic=work"
    assert not Notification.objects.of(reader).unread().exists()
    assert client.post(f"/notifications/{line.pk}/read/", {"here": "//evil.example"}).url == LIST


def test_marking_one_topic_read_leaves_the_others(client, reader):
    _page, line = tell(reader)
    tell(reader)
    Notification.objects.filter(pk=line.pk).update(topic="followed")
    client.post("/notifications/read/", {"topic": "work"})
    assert [each.pk for each in Notification.objects.of(reader).unread()] == [line.pk]


def test_the_digest_can_be_seen_before_it_is_sent(client, reader):
    page, line = tell(reader)
    assert "现在没有要寄的内容" in client.get("/notifications/digest/").content.decode()
    Notification.objects.filter(pk=line.pk).update(mail_when="daily")
    reader.email = "a@example.org"
    reader.save()
    assert "早市退路进院" in client.get("/notifications/digest/").content.decode()
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=curator())
    assert "早市退路进院" not in client.get("/notifications/digest/").content.decode()


def test_an_empty_list_says_what_will_come(client, reader):
    assert "还没有通知" in client.get(LIST).content.decode()


def test_what_may_no_longer_be_read_shows_no_title(client, reader):
    page, line = tell(reader)
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=curator())
    assert "早市退路进院" not in client.get(LIST).content.decode()
    assert "早市退路进院" not in client.get("/desk/").content.decode()
    assert client.get(f"/notifications/{line.pk}/").url == LIST


def test_following_a_line_marks_it_read(client, reader):
    page, line = tell(reader)
    assert client.get(f"/notifications/{line.pk}/").url == page.url
    assert not Notification.objects.of(reader).unread().exists()


def test_another_persons_line_is_a_404_and_stays_unread(client, reader):
    other = member_of("heze")
    _page, line = tell(other)
    assert client.get(f"/notifications/{line.pk}/").status_code == 404
    assert Notification.objects.of(other).unread().count() == 1


def test_all_can_be_marked_read_by_post_only(client, reader):
    tell(reader)
    assert client.get("/notifications/read/").status_code == 405
    client.post("/notifications/read/")
    assert not Notification.objects.of(reader).unread().exists()


def test_the_header_carries_the_number(client, reader):
    tell(reader)
    assert '<span class="count" aria-hidden="true">1</span>' in client.get("/search/").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "1000000000"])
def test_any_page_answers(client, reader, page):
    assert client.get(LIST, {"page": page}).status_code == 200


def test_more_lines_ask_no_more_queries(client, reader):
    for number in range(2):
        tell(reader, title=f"案例甲{number}")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(15):
        tell(reader, title=f"案例乙{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)
