"""Lists and what is in them, as their reader may see it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from exchanges.models import Favourite, FavouriteList
from practices.cards import cards
from practices.models import PracticePage

PER_PAGE = 20


@dataclass(frozen=True)
class Kept:
    """`case` is None where the reader may not read it, or no more; then nothing else is said of it. `note` is its
    writer's own words, which may name the case, and for such a case shown to that writer alone."""

    favourite: Favourite
    case: PracticePage | None
    note: str


def lists_of(user: Any) -> tuple[list[FavouriteList], list[FavouriteList]]:
    """One's own and those of one's cities, each with `number` of what is in it."""
    found = FavouriteList.objects.visible_to(user).select_related("city", "owner").annotate(number=Count("kept"))
    lists = list(found)
    return [row for row in lists if row.city_id is None], [row for row in lists if row.city_id is not None]


def page_of(kept_in: FavouriteList, user: Any, number: Any) -> Page[Kept]:
    """Whatever `number` is, some page; the newest first."""
    page = Paginator(kept_in.kept.select_related("by"), PER_PAGE).get_page(number)
    rows: list[Favourite] = list(page.object_list)  # type: ignore[arg-type]
    found = PracticePage.objects.visible_to(user).filter(pk__in=[row.practice_id for row in rows if row.practice_id])
    readable = {case.pk: case for case in cards(found.for_cards(), user)}
    page.object_list = [_kept(row, readable.get(row.practice_id), user) for row in rows]  # type: ignore[arg-type]
    return page  # type: ignore[return-value]


def _kept(row: Favourite, case: PracticePage | None, user: Any) -> Kept:
    return Kept(row, case, row.note if case is not None or row.by_id == user.pk else "")


def own_favourite(practice: int, user: Any) -> Favourite | None:
    """In a list of the person's own."""
    own = Favourite.objects.filter(practice=practice, list__in=FavouriteList.objects.private_of(user))
    return own.select_related("list").first()
