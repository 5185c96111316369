"""What is said in a thread: numbered, once, by who may, never lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from cities.services import membership_end
from cities.viewers import forget_viewer
from exchanges.models import PostEdit, ThreadReading
from exchanges.threads.services import (
    post_add,
    post_edit,
    post_hide,
    post_show,
    thread_lock,
    thread_read,
    thread_unlock,
)
from notifications.models import Notification
from tests.factories.cities import approver_of, city, curator, editor_of, member_of, user
from tests.factories.discussions import discussion, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return discussion()


def test_posts_are_numbered_in_order_and_counted(talk):
    other = member_of("jinan")
    assert [said(talk.thread, other).number for _ in range(3)] == [2, 3, 4]
    talk.thread.refresh_from_db()
    assert talk.thread.post_count == 4
    assert talk.thread.last_post_at == talk.thread.posts.last().created_at


def test_the_same_words_sent_twice_are_one_post_that_is_told_once(talk):
    other = member_of("jinan")
    first, second = (said(talk.thread, other, "<p>好办法</p>") for _ in range(2))
    assert first == second
    assert talk.thread.posts.count() == 2
    assert Notification.objects.filter(recipient=talk.author).count() == 1


def test_long_words_are_not_posted_everywhere(talk):
    other, words = member_of("jinan"), "<p>" + "各市都来看一看这个办法" * 5 + "</p>"
    said(talk.thread, other, words)
    with pytest.raises(ValidationError, match="已经发过"):
        said(discussion(title="另一场").thread, other, words)


def test_nobody_speaks_for_a_city_of_others(talk):
    with pytest.raises(PermissionDenied):
        post_add(thread=talk.thread, by=member_of("jinan"), city=city("rizhao"), body="<p>好</p>")
    with pytest.raises(PermissionDenied):
        post_add(thread=talk.thread, by=member_of("jinan"), city=None, body="<p>好</p>")


@pytest.mark.parametrize("body", ["", "<p></p>", "<p>&nbsp;</p>", "<p>" + "字" * 5001 + "</p>"])
def test_nothing_and_too_much_are_refused(talk, body):
    with pytest.raises(ValidationError):
        post_add(thread=talk.thread, by=talk.author, city=talk.city, body=body)


def test_an_answer_belongs_to_the_thread_and_is_told_to_who_is_answered(talk):
    first, second = member_of("jinan"), member_of("heze")
    post = said(talk.thread, first)
    said(talk.thread, second, reply_to=post)
    line = Notification.objects.get(recipient=first)
    assert "回复了您" in line.subject
    assert line.reason == "您在“早市收摊后谁来保洁”里发过言"
    with pytest.raises(ValidationError, match="已经不在"):
        said(discussion(title="另一场").thread, second, reply_to=post)


def test_who_left_the_alliance_keeps_the_words_and_loses_the_pen(talk):
    person = member_of("jinan")
    post = said(talk.thread, person)
    membership_end(membership=person.memberships.get(), by=approver_of("jinan"))
    forget_viewer(person)
    post.refresh_from_db()
    assert post.author == person
    with pytest.raises(PermissionDenied):
        said_by_nobody = post_add(thread=talk.thread, by=person, city=city("jinan"), body="<p>还想说</p>")
        assert said_by_nobody is None
    with pytest.raises(PermissionDenied):
        post_edit(post=post, by=person, body="<p>改</p>")


def test_what_stood_before_an_edit_is_kept(talk):
    post = said(talk.thread, talk.author, "<p>原来</p>")
    post_edit(post=post, by=talk.author, body="<p>后来</p>")
    post_edit(post=post, by=talk.author, body="<p>后来</p>")
    post.refresh_from_db()
    assert (post.body, bool(post.edited_at)) == ("<p>后来</p>", True)
    assert [row.body for row in PostEdit.objects.filter(post=post)] == ["<p>原来</p>"]


def test_only_its_author_changes_a_post(talk):
    for person in (member_of("rizhao"), approver_of("rizhao"), curator()):
        with pytest.raises(PermissionDenied):
            post_edit(post=talk.thread.posts.get(), by=person, body="<p>改</p>")


@pytest.mark.parametrize("who", ["office", "owner", "speaker"])
def test_the_office_and_the_approvers_of_both_cities_hide_and_show(talk, who):
    person = {"office": curator, "owner": lambda: approver_of("rizhao"), "speaker": lambda: approver_of("jinan")}[who]()
    post = said(talk.thread, member_of("jinan"))
    post_hide(post=post, by=person, reason=" 含个人\n信息 ")
    post.refresh_from_db()
    assert post.hide_reason == "含个人 信息"
    assert "原因：含个人 信息" in Notification.objects.get(recipient=post.author, event="post_hidden").body
    post_show(post=post, by=person)
    post.refresh_from_db()
    assert post.hidden_at is None
    actions = ModelLogEntry.objects.filter(content_type__model="discussion").values_list("action", flat=True)
    assert {"exchanges.post.hide", "exchanges.post.show"} <= set(actions)


@pytest.mark.parametrize(
    "make", [lambda: member_of("rizhao"), lambda: editor_of("rizhao"), lambda: approver_of("heze"), user]
)
def test_others_hide_and_lock_nothing(talk, make):
    person, post = make(), said(talk.thread, member_of("jinan"))
    with pytest.raises(PermissionDenied):
        post_hide(post=post, by=person, reason="原因")
    with pytest.raises(PermissionDenied):
        thread_lock(thread=talk.thread, by=person, reason="原因")


def test_hiding_and_locking_ask_for_a_reason(talk):
    for do in (
        lambda: post_hide(post=talk.thread.posts.get(), by=curator(), reason=" "),
        lambda: thread_lock(thread=talk.thread, by=curator(), reason=""),
        lambda: thread_lock(thread=talk.thread, by=curator(), reason="长" * 201),
    ):
        with pytest.raises(ValidationError):
            do()


def test_nobody_writes_in_a_locked_thread_until_it_is_unlocked(talk):
    office = curator()
    thread_lock(thread=talk.thread, by=office, reason="转到新的研讨")
    for person in (talk.author, office):
        with pytest.raises(PermissionDenied):
            said(talk.thread, person)
    with pytest.raises(PermissionDenied):
        post_edit(post=talk.thread.posts.get(), by=talk.author, body="<p>改</p>")
    thread_unlock(thread=talk.thread, by=office)
    assert said(talk.thread, talk.author).number == 2


def test_reading_goes_on_and_never_back(talk):
    reader = member_of("jinan")
    for number in (3, 1, 5):
        thread_read(thread=talk.thread, user=reader, number=number)
    assert ThreadReading.objects.get(user=reader).number == 5
