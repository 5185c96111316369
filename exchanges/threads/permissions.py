"""Who reads, writes and keeps order in a thread. Asked by views and services alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cities.viewers import Viewer, viewer_of
from exchanges.models import Post
from exchanges.moderation import keeps_order_in
from exchanges.threads.owners import Talk, thread_owners
from exchanges.voices import has_voice, may_speak_for
from notifications.permissions import register_read_condition


def may_read(user: Any, talk: Talk) -> bool:
    return bool(talk.rules.readable(user).filter(pk=talk.owner.pk).exists())


def may_write(user: Any, talk: Talk) -> bool:
    """Members and the office, in what they read, unless it is locked or out of sight."""
    if talk.thread.locked_at or getattr(talk.owner, "hidden_at", None) or not has_voice(user):
        return False
    return may_read(user, talk) and talk.rules.may_write(user, talk.owner)


def keeps_order(user: Any, talk: Talk) -> bool:
    """The office, administrators, approvers of the city it belongs to; asked of who reads the thread."""
    return keeps_order_in(user, talk.city_id)


def hides(user: Any, talk: Talk, post: Post) -> bool:
    """Beside who keeps order the approvers of the city for which it was said; asked of who reads the thread."""
    return keeps_order(user, talk) or post.city_id in viewer_of(user).approving_city_ids


def is_own_to_edit(user: Any, post: Post) -> bool:
    """Its author, as long as the same person speaks for the same; asked of who may write in the thread."""
    is_own = post.author_id == viewer_of(user).user_id
    return is_own and not post.hidden_at and may_speak_for(user, post.city_id)


def may_moderate(user: Any, talk: Talk) -> bool:
    return keeps_order(user, talk) and may_read(user, talk)


def may_hide(user: Any, talk: Talk, post: Post) -> bool:
    return hides(user, talk, post) and may_read(user, talk)


def may_edit(user: Any, talk: Talk, post: Post) -> bool:
    return is_own_to_edit(user, post) and may_write(user, talk)


def sees_hidden(user: Any, talk: Talk, post: Post) -> bool:
    """Of what was hidden, only its author, its city's writers and who keeps order see more than a gap."""
    viewer = viewer_of(user)
    is_own = viewer.in_alliance and post.author_id == viewer.user_id
    return keeps_order(user, talk) or is_own or post.city_id in viewer.writing_city_ids


def sees_history(user: Any, talk: Talk, post: Post) -> bool:
    """What a post said before is for the alliance; visitors read what stands."""
    shown = post.hidden_at is None or sees_hidden(user, talk, post)
    return shown and viewer_of(user).in_alliance and may_read(user, talk)


@register_read_condition(Post)
def may_read_post(viewer: Viewer) -> Q:
    """One rule with may_read and sees_hidden, for many posts or many readers at once."""
    read, keeps = Q(pk__in=[]), Q(pk__in=[])
    for rules in thread_owners():
        read |= Q(**{f"thread__{rules.accessor}__in": rules.readable(viewer).order_by().values("pk")})
        keeps |= Q(**{f"thread__{rules.accessor}__city__in": viewer.approving_city_ids})
    if viewer.in_office or viewer.is_administrator:
        return read
    own = Q(author=viewer.user_id) if viewer.in_alliance and viewer.user_id else Q(pk__in=[])
    return read & (Q(hidden_at=None) | Q(city__in=viewer.writing_city_ids) | keeps | own)
