"""Opening a discussion; taking one out of sight and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchanges.discussions.permissions import may_hide, may_open, may_open_about
from exchanges.limits import limit, must_not_flood
from exchanges.models import Discussion, Thread
from exchanges.threads.services import post_add
from exchanges.voices import must_speak_for
from practices.models import PracticePage
from vocabulary.models import Scheme, Term

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City

limit("discussion", Discussion, an_hour=5, a_day=20)


@transaction.atomic
def discussion_open(
    *,
    by: User,
    city: City | None,
    title: str,
    body: str,
    visibility: str,
    theme: Term | None = None,
    practice: PracticePage | None = None,
) -> Discussion:
    """About a theme or about a case, one of the two. The same title and words sent twice in a row are one discussion.
    Raises PermissionDenied, ValidationError in words."""
    if not (may_open_about(by, practice) if practice else may_open(by)):
        raise PermissionDenied
    must_speak_for(by, city)
    _must_have_a_subject(theme, practice)
    last = Discussion.objects.filter(author=by).order_by("-pk").first()
    if last is not None and last.title == title and last.thread.posts.filter(number=1, body=body).exists():
        return last
    must_not_flood(by, "discussion")
    discussion = Discussion(
        author=by, city=city, title=title, visibility=visibility, theme=theme, practice=practice, thread=Thread()
    )
    discussion.full_clean(exclude=["thread"])
    discussion.thread = Thread.objects.create()
    discussion.save()
    post_add(thread=discussion.thread, by=by, body=body, city=city)
    discussion.thread.refresh_from_db()
    log(instance=discussion, action="exchanges.discussion.open", user=by, title=title)
    return discussion


def _must_have_a_subject(theme: Term | None, practice: PracticePage | None) -> None:
    if (theme is None) == (practice is None):
        raise ValidationError({"theme": _("请选一个业务领域。")})
    if theme is not None and theme.scheme != Scheme.THEME:
        raise ValidationError({"theme": _("请选一个业务领域。")})


@transaction.atomic
def discussion_hide(*, discussion: Discussion, by: User, reason: str) -> None:
    """Out of sight for all but its city's writers and the office."""
    fresh = Discussion.objects.select_for_update(of=("self",)).get(pk=discussion.pk)
    if not may_hide(by, fresh):
        raise PermissionDenied
    if fresh.hidden_at:
        return
    words = " ".join(reason.split())
    if not words:
        raise ValidationError({"reason": _("请写明原因，作者会看到。")})
    fresh.full_clean()
    fresh.hide(by=by, reason=words)
    _log(fresh, "exchanges.discussion.hide", by, reason=words)


@transaction.atomic
def discussion_show(*, discussion: Discussion, by: User) -> None:
    fresh = Discussion.objects.select_for_update(of=("self",)).get(pk=discussion.pk)
    if not may_hide(by, fresh):
        raise PermissionDenied
    if fresh.hidden_at is None:
        return
    fresh.show()
    _log(fresh, "exchanges.discussion.show", by)


def _log(discussion: Discussion, action: str, by: User, **data: Any) -> None:
    log(instance=discussion, action=action, user=by, title=discussion.title, data=data)
