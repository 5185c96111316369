"""What the home page shows, every count within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.utils import timezone

from alliance.models import ArticlePage, FeaturedSlot
from cities.models import City
from cities.selectors import all_cities
from config.remembered import remembered
from practices.models import PracticePage
from practices.querysets import CARD_PARTS
from vocabulary.models import Scheme, Term

NEWEST = 6
FEATURED = 3
SHADES = 4


@dataclass(frozen=True)
class Tile:
    """`shade` from 0 (nothing) to SHADES, relative to the city with most."""

    city: City
    count: int
    shade: int
    url: str | None
    is_here: bool = False


@dataclass(frozen=True)
class Featured:
    """`changes_at`: when the next window opens or closes; None where none will."""

    practices: list[PracticePage]
    changes_at: datetime | None


@remembered
def slots_not_over() -> list[tuple[int, datetime, datetime | None]]:
    """Case, start and end. The clock goes on while this is remembered: look at the times again."""
    return list(FeaturedSlot.objects.not_over().values_list("practice", "starts_at", "ends_at"))


@remembered
def first_article() -> ArticlePage | None:
    """How the alliance came about."""
    return ArticlePage.objects.live().order_by("published_on").defer("body").first()


@remembered
def themes_offered() -> list[Term]:
    return list(Term.objects.in_scheme(Scheme.THEME).offered())


def featured(user: Any) -> Featured:
    """Cards without their parts (add_card_parts)."""
    now = timezone.now()
    slots = [slot for slot in slots_not_over() if slot[2] is None or slot[2] > now]
    current = [practice for practice, starts, _ends in slots if starts <= now]
    rows = PracticePage.objects.visible_to(user).for_cards().filter(pk__in=current)
    by_id = {page.pk: page for page in rows}
    edges = [moment for _practice, *window in slots for moment in window if moment and moment > now]
    return Featured([by_id[pk] for pk in current if pk in by_id][:FEATURED], min(edges, default=None))


def newest_practices(user: Any) -> list[PracticePage]:
    """Cards without their parts (add_card_parts)."""
    return list(PracticePage.objects.visible_to(user).for_cards()[:NEWEST])


def add_card_parts(practices: list[PracticePage]) -> None:
    """Fetched once for all lists of a page."""
    prefetch_related_objects(practices, *CARD_PARTS)


def themes_with_counts(user: Any) -> list[tuple[Term, int]]:
    counts = dict(
        PracticePage.themes.through.objects.filter(
            practicepage__in=PracticePage.objects.visible_to(user).order_by().values("pk")
        )
        .values_list("term")
        .annotate(number=Count("practicepage", distinct=True))
    )
    return [(term, counts.get(term.pk, 0)) for term in themes_offered()]


def tiles(user: Any) -> list[Tile]:
    visible = PracticePage.objects.visible_to(user).order_by()
    counts = dict(visible.values_list("city").annotate(number=Count("pk")))
    most = max(counts.values(), default=0)
    return [_tile(city, counts.get(city.pk, 0), most) for city in all_cities()]


def _tile(city: City, count: int, most: int) -> Tile:
    shade = -(-count * SHADES // most) if most else 0
    url = f"/{city.slug}/" if city.is_member else None
    return Tile(city=city, count=count, shade=shade, url=url)
