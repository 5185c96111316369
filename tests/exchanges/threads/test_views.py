"""A thread on the screen: paged by number, unread marked, written in with and without a script."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.models import Post
from exchanges.threads.services import post_edit, post_hide, thread_lock
from tests.factories.cities import approver_of, curator, editor_of, member_of, user
from tests.factories.discussions import discussion, many_posts, said

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def talk():
    return discussion()


def page_of(client, talk, query: str = ""):
    return client.get(reverse("discussion", args=[talk.pk]) + query)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("query", ["", "?page=50", "?page=101", "?page=999"])
def test_a_thread_of_five_thousand_opens_in_few_queries(client, talk, query):
    client.force_login(member_of("jinan"))
    address = reverse("discussion", args=[talk.pk]) + query
    few = queries(client, reverse("discussion", args=[talk.pk]))
    many_posts(talk.thread, talk.author, 4999)
    assert queries(client, address) <= min(few, MOST)


def test_pages_follow_from_numbers(client, talk):
    many_posts(talk.thread, talk.author, 119)
    client.force_login(member_of("jinan"))
    shown = words(page_of(client, talk, "?page=2"))
    assert 'id="post-51"' in shown and 'id="post-100"' in shown
    assert 'id="post-50"' not in shown and 'id="post-101"' not in shown
    address = client.get(reverse("post_at", args=[talk.thread_id, 101])).headers["Location"]
    assert address == f"/discussions/{talk.pk}/?page=3#post-101"


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=x", "?page=²", "?page=99999999999999999999"])
def test_any_page_asked_for_is_answered(client, talk, query):
    assert 'id="post-1"' in words((client.force_login(talk.author), page_of(client, talk, query))[1])


def test_unread_posts_are_counted_and_led_to(client, talk):
    reader = member_of("jinan")
    client.force_login(reader)
    page_of(client, talk)
    many_posts(talk.thread, talk.author, 60)
    assert "60 条未读" in words(client.get("/discussions/"))
    jump = client.get(reverse("thread_unread", args=[talk.thread_id])).headers["Location"]
    assert jump.endswith("#post-2")
    assert "60 条未读" in words(page_of(client, talk))
    assert "11 条未读" in words(client.get("/discussions/"))
    page_of(client, talk, "?page=2")
    assert "条未读" not in words(client.get("/discussions/"))


def test_own_words_are_not_unread(client, talk):
    said(talk.thread, talk.author)
    client.force_login(talk.author)
    assert "条未读" not in words(client.get("/discussions/"))


def test_without_a_script_one_posts_and_is_led_to_the_post(client, talk):
    client.force_login(member_of("jinan"))
    response = client.post(reverse("post_new", args=[talk.thread_id]), {"body": "一\n二 < 三", "reply_to": "1"})
    assert response.headers["Location"] == f"/discussions/{talk.pk}/#post-2"
    post = Post.objects.get(number=2)
    assert (post.body, post.reply_to.number) == ("<p>一</p><p>二 &lt; 三</p>", 1)


def test_with_a_script_the_thread_comes_back_with_the_post(client, talk):
    client.force_login(member_of("jinan"))
    data = {"body": "<p><strong>好</strong></p>", "body_markup": "1"}
    response = client.post(reverse("post_new", args=[talk.thread_id]), data, headers={"HX-Request": "true"})
    assert "<strong>好</strong>" in words(response)
    assert "post-2" in response.headers["HX-Trigger-After-Settle"]
    assert "<html" not in words(response)


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_what_is_refused_is_not_lost(client, talk, htmx):
    client.force_login(member_of("jinan"))
    body = "<p>" + "很长" * 2501 + "</p>"
    response = client.post(reverse("post_new", args=[talk.thread_id]), {"body": body, "body_markup": "1"}, headers=htmx)
    assert "最多 5000 字" in words(response)
    assert "很长" * 2501 in words(response)
    assert bool(response.headers.get("HX-Retarget")) is bool(htmx)


def test_who_was_signed_out_meanwhile_keeps_the_words_on_the_page(client, talk):
    address = reverse("post_new", args=[talk.thread_id])
    assert client.post(address, {"body": "话"}, headers={"HX-Request": "true"}).status_code == 401
    assert client.post(address, {"body": "话"}).headers["Location"].startswith("/accounts/login/")


def test_visitors_read_a_public_thread_without_names(client):
    talk = discussion(member_of("rizhao", name="示例一"), visibility="public")
    said(talk.thread, member_of("jinan", name="示例二"), reply_to=talk.thread.posts.get())
    shown = words(page_of(client, talk))
    assert "济南" in shown
    assert "示例一" not in shown and "示例二" not in shown
    assert "<textarea" not in shown
    assert client.get(reverse("post_history", args=[talk.thread_id, 1])).status_code == 302
    client.force_login(user())
    shown = words(page_of(client, talk))
    assert "示例一" not in shown and "<textarea" not in shown


def test_a_hidden_post_leaves_a_gap_and_its_quote_goes_too(client, talk):
    post = said(talk.thread, member_of("jinan"), "<p>zqhidden</p>")
    said(talk.thread, talk.author, reply_to=post)
    post_edit(post=post, by=post.author, body="<p>zqhidden 二</p>")
    post_hide(post=post, by=curator(), reason="zqreason")
    history = reverse("post_history", args=[talk.thread_id, 2])
    for outsider in (member_of("heze"), editor_of("rizhao")):
        client.force_login(outsider)
        shown = words(page_of(client, talk))
        assert "这条发言已隐藏" in shown
        assert "zqhidden" not in shown and "zqreason" not in shown
        assert client.get(history).status_code == 404
    for insider in (post.author, editor_of("jinan"), approver_of("rizhao"), curator()):
        client.force_login(insider)
        assert "zqreason" in words(page_of(client, talk))
        assert client.get(history).status_code == 200


def test_a_locked_thread_says_so_and_has_no_form(client, talk):
    thread_lock(thread=talk.thread, by=curator(), reason="转到新的研讨")
    client.force_login(member_of("jinan"))
    shown = words(page_of(client, talk))
    assert "转到新的研讨" in shown and "<textarea" not in shown
    assert client.post(reverse("post_new", args=[talk.thread_id]), {"body": "话"}).status_code == 404


def test_an_edit_shows_what_stood_before(client, talk):
    client.force_login(talk.author)
    address = reverse("post_edit", args=[talk.thread_id, 1])
    assert "想听听" in words(client.get(address))
    client.post(address, {"body": "<p>改过</p>", "body_markup": "1"})
    shown = words(client.get(reverse("post_history", args=[talk.thread_id, 1])))
    assert "改过" in shown and "想听听" in shown


def test_moderators_hide_show_lock_and_unlock_on_the_screen(client, talk):
    client.force_login(curator())
    thread = talk.thread_id
    assert "errorlist" in words(client.post(reverse("post_hide", args=[thread, 1]), {"reason": " "}))
    assert client.post(reverse("post_hide", args=[thread, 1]), {"reason": "原因"}).status_code == 302
    assert Post.objects.get().hidden_at
    assert client.post(reverse("post_show", args=[thread, 1])).status_code == 302
    assert not Post.objects.get().hidden_at
    assert client.post(reverse("thread_lock", args=[thread]), {"reason": "原因"}).status_code == 302
    assert "解除锁定" in words(page_of(client, talk))
    assert client.post(reverse("thread_unlock", args=[thread])).status_code == 302
    assert "锁定讨论" in words(page_of(client, talk))


@pytest.mark.parametrize(
    "name", ["thread", "post_new", "thread_unread", "thread_lock", "post_at", "post_edit", "post_history", "post_hide"]
)
def test_a_thread_one_may_not_read_is_no_thread(client, name):
    talk = discussion(visibility="city")
    numbered = [talk.thread_id, 1] if name.startswith("post_") and name != "post_new" else [talk.thread_id]
    client.force_login(approver_of("jinan"))
    assert client.get(reverse(name, args=numbered)).status_code == 404
