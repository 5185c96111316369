"""Conversations as one of the two sides sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from cities.viewers import viewer_of
from exchanges.models import Conversation, Message
from practices.models import PracticePage

PER_PAGE, MESSAGES = 20, 50


@dataclass(frozen=True)
class Line:
    """`case` is None where the reader may not read it, or no more."""

    row: Conversation
    case: PracticePage | None
    is_unread: bool


def page_of_conversations(user: Any, number: Any) -> Page[Line]:
    """The last spoken first; whatever `number` is, some page."""
    rows = Conversation.objects.visible_to(user).filter(message_count__gt=0)
    page = Paginator(rows.select_related("city", "asker", "asker_city"), PER_PAGE).get_page(number)
    found: list[Conversation] = list(page.object_list)  # type: ignore[arg-type]
    unread = set(
        Conversation.objects.unread_by(user).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
    )
    cases = _readable([row.practice_id for row in found if row.practice_id], user)
    page.object_list = [Line(row, cases.get(row.practice_id), row.pk in unread) for row in found]  # type: ignore[arg-type]
    return page  # type: ignore[return-value]


def readable_case(row: Conversation, user: Any) -> PracticePage | None:
    return _readable([row.practice_id], user).get(row.practice_id) if row.practice_id else None


def _readable(ids: list[int], user: Any) -> dict[Any, PracticePage]:
    """Live ones within the reader's visibility, with what a link to them needs."""
    if not ids:
        return {}
    rows = PracticePage.objects.visible_to(user).filter(pk__in=ids)
    return {case.pk: case for case in rows.only("title", "url_path", "content_type", "short_id", "city")}


def page_of_messages(row: Conversation, number: Any) -> Page[Message]:
    """Oldest first; without a number the page with the newest."""
    pages = Paginator(row.said.select_related("author"), MESSAGES)
    return pages.get_page(number or pages.num_pages)


def unread_number(user: Any) -> int:
    return Conversation.objects.unread_by(user).count() if viewer_of(user).in_alliance else 0
