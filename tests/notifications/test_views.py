from __future__ import annotations

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


def test_unread_lines_stand_first(client, reader):
    tell(reader, title="没读过的")
    _page, newer = tell(reader, title="读过的")
    client.get(f"/notifications/{newer.pk}/")
    assert [line.subject for line in client.get(LIST).context["lines"]] == ["没读过的", "读过的"]


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


def test_more_lines_ask_few_more_queries(client, reader):
    """What each line speaks of is judged by the one rule, which is one query a case; nothing else grows."""
    for number in range(2):
        tell(reader, title=f"案例甲{number}")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(5):
        tell(reader, title=f"案例乙{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few) + 5
