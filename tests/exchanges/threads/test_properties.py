"""Whatever is done in whatever order: numbers never repeat, nothing said is lost, and nobody reads more than before."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.viewers import forget_viewer, viewer_of
from exchanges.discussions.services import discussion_hide, discussion_show
from exchanges.models import Discussion, Post
from exchanges.threads.owners import talk_about
from exchanges.threads.permissions import may_read, may_read_post, sees_hidden
from exchanges.threads.services import post_edit, post_hide, post_show, thread_lock, thread_unlock
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.discussions import discussion, said

pytestmark = pytest.mark.django_db

ACTIONS = ("say", "answer", "edit", "hide", "show", "lock", "unlock", "hide all", "show all")
WHO = ("own", "other", "approver", "other approver", "office")
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(WHO), st.integers(0, 9)), max_size=12)


def people():
    return {
        "own": member_of("rizhao"),
        "other": member_of("jinan"),
        "approver": approver_of("rizhao"),
        "other approver": approver_of("jinan"),
        "office": curator(),
        "other writer": editor_of("heze"),
        "administrator": administrator(),
        "account": user(),
        "visitor": AnonymousUser(),
    }


def do(action: str, person, talk: Discussion, pick: int, step: int) -> None:
    """Refusals are answers too."""
    posts = list(talk.thread.posts.all())
    post = posts[pick % len(posts)]
    acts = {
        "say": lambda: said(talk.thread, person, f"<p>话 {step}</p>"),
        "answer": lambda: said(talk.thread, person, f"<p>答 {step}</p>", reply_to=post),
        "edit": lambda: post_edit(post=post, by=person, body=f"<p>改 {step}</p>"),
        "hide": lambda: post_hide(post=post, by=person, reason="原因"),
        "show": lambda: post_show(post=post, by=person),
        "lock": lambda: thread_lock(thread=talk.thread, by=person, reason="原因"),
        "unlock": lambda: thread_unlock(thread=talk.thread, by=person),
        "hide all": lambda: discussion_hide(discussion=talk, by=person, reason="原因"),
        "show all": lambda: discussion_show(discussion=talk, by=person),
    }
    with suppress(PermissionDenied, ValidationError):
        acts[action]()


def readers(talk: Discussion, everybody) -> dict[int, set[str]]:
    """Number of the post → who reads its words."""
    found: dict[int, set[str]] = {}
    talk = Discussion.objects.get(pk=talk.pk)
    about = talk_about(talk)
    for post in talk.thread.posts.all():
        found[post.number] = {
            name
            for name, person in everybody.items()
            if may_read(person, about) and (post.hidden_at is None or sees_hidden(person, about, post))
        }
    return found


@pytest.mark.parametrize("visibility", ["public", "alliance", "city"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_sequence_keeps_the_rules(visibility, steps):
    everybody = people()
    talk = discussion(everybody["own"], visibility=visibility)
    widest = readers(talk, everybody)[1]
    words = {post.pk: {post.body} for post in talk.thread.posts.all()}
    for step, (action, who, pick) in enumerate(steps):
        do(action, everybody[who], talk, pick, step)
        talk = Discussion.objects.get(pk=talk.pk)
        posts = list(talk.thread.posts.all())
        assert [post.number for post in posts] == list(range(1, talk.thread.post_count + 1))
        for post in posts:
            kept = {post.body, *post.edits.values_list("body", flat=True)}
            assert words.get(post.pk, set()) <= kept
            words[post.pk] = kept
        for person in everybody.values():
            forget_viewer(person)
        assert all(names <= widest for names in readers(talk, everybody).values())


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_one_reader_and_many_are_judged_by_the_same_rule(steps):
    """The condition on rows (lists, mails) and the questions asked of one post (pages) say the same."""
    everybody = people()
    talk = discussion(everybody["own"], visibility="public")
    for step, (action, who, pick) in enumerate(steps):
        do(action, everybody[who], talk, pick, step)
    expected = readers(talk, everybody)
    for name, person in everybody.items():
        rows = Post.objects.filter(may_read_post(viewer_of(person)), thread=talk.thread)
        assert set(rows.values_list("number", flat=True)) == {n for n, names in expected.items() if name in names}, name
