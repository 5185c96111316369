"""Discussions as lists show them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from exchanges.models import Discussion
from exchanges.models.discussions import DiscussionQuerySet
from exchanges.threads.pages import unread_in
from practices.models import PracticePage
from vocabulary.models import Term


def about_theme(rows: DiscussionQuerySet, theme: Term) -> DiscussionQuerySet:
    """Of the theme itself, and of cases of it."""
    cases = PracticePage.objects.filter(themes=theme).order_by().values("pk")
    return rows.filter(Q(theme=theme) | Q(practice__in=cases))


def chosen_discussions(user: Any, chosen: dict[str, Any]) -> DiscussionQuerySet:
    """`chosen`: what forms.FilterForm gives."""
    rows = Discussion.objects.visible_to(user)
    if "theme" in chosen:
        rows = about_theme(rows, chosen["theme"])
    if "city" in chosen:
        rows = rows.filter(city__slug=chosen["city"])
    if "case" in chosen:
        rows = rows.filter(practice__short_id=chosen["case"].lower())
    if chosen.get("of") == "mine":
        rows = rows.filter(author=user.pk)
    if chosen.get("of") == "unread":
        rows = rows.filter(thread__readings__user=user.pk, thread__readings__number__lt=F("thread__post_count"))
    return rows.for_lists()


def with_unread(rows: list[Discussion], user: Any) -> list[Discussion]:
    """Sets `unread` on each: posts since the person last looked, 0 where it was never opened."""
    unread = unread_in([row.thread for row in rows], user)
    for row in rows:
        row.unread = unread.get(row.thread_id, 0)  # type: ignore[attr-defined]
    return rows
