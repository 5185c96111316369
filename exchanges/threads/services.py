"""What is said in a thread, changed, hidden and shown again. Numbers count up under a lock of the thread, so none repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchanges.limits import REPEAT_WITHIN, limit, must_not_flood, must_not_repeat, visible_length
from exchanges.models import Post, PostEdit, Thread, ThreadReading
from exchanges.text import must_fit
from exchanges.threads.mentions import tell_of_mentions
from exchanges.threads.owners import Talk, talk_of, threads_with_owners
from exchanges.threads.permissions import may_edit, may_hide, may_moderate, may_write
from exchanges.threads.telling import tell_of_hiding, tell_of_post
from exchanges.voices import must_speak_for

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City

REASON_LENGTH = 200
#: Shorter words are said in many threads in good faith.
WORTH_COMPARING = 30
limit("post", Post, an_hour=30, a_day=150)


@transaction.atomic
def post_add(*, thread: Thread, by: User, body: str, city: City | None = None, reply_to: Post | None = None) -> Post:
    """`body` is what MemberTextField cleaned. The same words sent twice in a row are one post. Raises PermissionDenied for
    who may not write here or not for `city`, ValidationError in words."""
    talk = _locked(thread)
    if not may_write(by, talk):
        raise PermissionDenied
    must_speak_for(by, city)
    if reply_to is not None and (reply_to.thread_id != thread.pk or reply_to.hidden_at):
        raise ValidationError(_("要回复的发言已经不在，请去掉后再发。"))
    _must_say_something(body)
    if (twice := _sent_twice(talk.thread, by, body)) is not None:
        return twice
    must_not_flood(by, "post")
    if visible_length(body) >= WORTH_COMPARING:
        must_not_repeat(by, body, rows=Post.objects.all())
    post = Post.objects.create(
        thread=talk.thread, number=talk.thread.post_count + 1, author=by, city=city, body=body, reply_to=reply_to
    )
    talk.thread.post_count, talk.thread.last_post_at = post.number, post.created_at
    talk.thread.save(update_fields=["post_count", "last_post_at"])
    _read_own(post)
    tell_of_post(talk, post)
    tell_of_mentions(talk, post)
    return post


def _locked(thread: Thread) -> Talk:
    Thread.objects.select_for_update().get(pk=thread.pk)
    return talk_of(threads_with_owners().get(pk=thread.pk))


def _must_say_something(body: str) -> None:
    if not visible_length(body):
        raise ValidationError({"body": _("请写下要说的话。")})
    must_fit(body)


def _sent_twice(thread: Thread, by: User, body: str) -> Post | None:
    last = Post.objects.filter(thread=thread, author=by).order_by("-number").first()
    is_same = last is not None and last.body == body and last.created_at > timezone.now() - REPEAT_WITHIN
    return last if is_same else None


def _read_own(post: Post) -> None:
    """Who has read everything before has read on; who has not still has it before them."""
    ThreadReading.objects.filter(thread=post.thread, user=post.author, number=post.number - 1).update(
        number=post.number
    )
    if post.number == 1:
        ThreadReading.objects.get_or_create(thread=post.thread, user=post.author, defaults={"number": 1})


@transaction.atomic
def post_edit(*, post: Post, by: User, body: str) -> Post:
    """What stood before is kept. Raises PermissionDenied, ValidationError."""
    fresh, talk = _locked_post(post)
    if not may_edit(by, talk, fresh):
        raise PermissionDenied
    _must_say_something(body)
    if body == fresh.body:
        return fresh
    PostEdit.objects.create(post=fresh, body=fresh.body)
    fresh.body, fresh.edited_at = body, timezone.now()
    fresh.save(update_fields=["body", "edited_at"])
    tell_of_mentions(talk, fresh)
    return fresh


def _locked_post(post: Post) -> tuple[Post, Talk]:
    fresh = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    return fresh, talk_of(threads_with_owners().get(pk=fresh.thread_id))


@transaction.atomic
def post_hide(*, post: Post, by: User, reason: str) -> None:
    """Its place stays, its words go out of sight. Its author is told why."""
    fresh, talk = _locked_post(post)
    if not may_hide(by, talk, fresh):
        raise PermissionDenied
    if fresh.hidden_at:
        return
    fresh.hide(by=by, reason=_said(reason))
    _log(talk, "exchanges.post.hide", by, number=fresh.number, reason=fresh.hide_reason)
    tell_of_hiding(talk, fresh)


@transaction.atomic
def post_show(*, post: Post, by: User) -> None:
    fresh, talk = _locked_post(post)
    if not may_hide(by, talk, fresh):
        raise PermissionDenied
    if fresh.hidden_at is None:
        return
    fresh.show()
    _log(talk, "exchanges.post.show", by, number=fresh.number)


@transaction.atomic
def thread_lock(*, thread: Thread, by: User, reason: str) -> None:
    """Nobody writes in it until it is unlocked; everything in it stays readable."""
    talk = _locked(thread)
    if not may_moderate(by, talk):
        raise PermissionDenied
    if talk.thread.locked_at:
        return
    talk.thread.locked_at, talk.thread.locked_by, talk.thread.lock_reason = timezone.now(), by, _said(reason)
    talk.thread.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    _log(talk, "exchanges.thread.lock", by, reason=talk.thread.lock_reason)


@transaction.atomic
def thread_unlock(*, thread: Thread, by: User) -> None:
    talk = _locked(thread)
    if not may_moderate(by, talk):
        raise PermissionDenied
    if talk.thread.locked_at is None:
        return
    talk.thread.locked_at, talk.thread.locked_by, talk.thread.lock_reason = None, None, ""
    talk.thread.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    _log(talk, "exchanges.thread.unlock", by)


def thread_read(*, thread: Thread, user: Any, number: int) -> None:
    """`user` has seen the posts up to `number`. Never goes back; writes only where it goes on."""
    if not user.is_authenticated:
        return
    reading, created = ThreadReading.objects.get_or_create(thread=thread, user=user, defaults={"number": number})
    if not created and reading.number < number:
        ThreadReading.objects.filter(pk=reading.pk, number__lt=number).update(number=number)


def _said(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise ValidationError({"reason": _("请写明原因，作者会看到。")})
    if len(words) > REASON_LENGTH:
        raise ValidationError({"reason": _("原因最多 %(most)s 字。") % {"most": REASON_LENGTH}})
    return words


def _log(talk: Talk, action: str, by: User, **data: Any) -> None:
    log(instance=talk.owner, action=action, user=by, title=talk.title, data={"thread": talk.thread.pk, **data})
