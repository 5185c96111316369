"""What the home page shows, every count within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, When
from django.utils import timezone

from alliance.models import ArticlePage, FeaturedSlot, StandardPage
from cities.models import City
from cities.selectors import all_cities
from cities.viewers import VISITOR, Viewer, viewer_of
from config.remembered import remembered
from practices.cards import cards
from practices.models import PracticePage
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms

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
class Shown:
    """Cases of the home page. `changes_at`: when the next featured window opens or closes; None where none will."""

    featured: list[PracticePage]
    newest: list[PracticePage]
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


@remembered
def footer_pages() -> list[StandardPage]:
    """In the order the office chose."""
    return list(StandardPage.objects.live().filter(in_footer=True).defer("body").order_by("footer_order", "path"))


def shown_practices(user: Any) -> Shown:
    """Both lists in one query: the featured first, then the newest of the others."""
    now = timezone.now()
    slots = [slot for slot in slots_not_over() if slot[2] is None or slot[2] > now]
    edges = [moment for _practice, *window in slots for moment in window if moment and moment > now]
    chosen = list(dict.fromkeys(practice for practice, starts, _ends in slots if starts <= now))
    is_chosen = Case(When(pk__in=chosen, then=0), default=1)
    rows = cards(
        PracticePage.objects.visible_to(user)
        .for_cards()
        .order_by(is_chosen, "-first_published_at", "-pk")[: len(chosen) + NEWEST]
    )
    by_id = {page.pk: page for page in rows}
    newest = sorted(rows, key=lambda page: (page.first_published_at, page.pk), reverse=True)
    return Shown([by_id[pk] for pk in chosen if pk in by_id][:FEATURED], newest[:NEWEST], min(edges, default=None))


@dataclass(frozen=True)
class Counts:
    """How many cases a reader may see, by id of the theme and of the city."""

    themes: dict[int, int]
    cities: dict[int, int]


def counts_for(user: Any) -> Counts:
    viewer = viewer_of(user)
    return counts_for_visitors() if viewer is VISITOR else _count(viewer)


@remembered
def counts_for_visitors() -> Counts:
    return _count(VISITOR)


def _count(viewer: Viewer) -> Counts:
    visible = PracticePage.objects.visible_to(viewer).order_by()
    by_theme = visible.filter(themes__scheme=Scheme.THEME).values_list("themes").annotate(number=Count("pk"))
    by_city = visible.values_list("city").annotate(number=Count("pk"))
    return Counts(dict(by_theme), dict(by_city))


def themes_with_counts(counts: Counts) -> list[tuple[Term, int]]:
    terms = all_terms().values()
    return [(term, counts.themes.get(term.pk, 0)) for term in terms if term.scheme == Scheme.THEME and not term.retired]


def tiles(counts: Counts) -> list[Tile]:
    most = max(counts.cities.values(), default=0)
    return [_tile(city, counts.cities.get(city.pk, 0), most) for city in all_cities()]


def _tile(city: City, count: int, most: int) -> Tile:
    shade = -(-count * SHADES // most) if most else 0
    url = f"/{city.slug}/" if city.is_member else None
    return Tile(city=city, count=count, shade=shade, url=url)
