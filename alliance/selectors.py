"""What the pages of the whole alliance show, every list and count within what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from alliance.blocks import NEWEST
from alliance.models import ArticlePage, FeaturedSlot, HomeLayout, StandardPage
from alliance.numbers import CityNumber, Scale, all_numbers, scale_for
from cities.models import City
from cities.selectors import all_cities
from cities.viewers import VISITOR, Viewer, viewer_of
from config.remembered import remembered
from practices.cards import cards
from practices.counts import (
    CaseCounts,
    city_by_city,
    counts_by_city,
    counts_by_term,
    indicators_by_city,
    newest_ids_city_by_city,
    total,
)
from practices.models import PracticePage

FEATURED = 3
#: Of the newest, kept for visitors: as many as a block may show, and those left out since they are featured.
NEWEST_KEPT = 12 + FEATURED


# --- the home page as arranged ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Layout:
    """`blocks`: kind and plain values, in order."""

    headline: str
    examples: Sequence[str]
    blocks: Sequence[tuple[str, Mapping[str, Any]]]


@remembered
def home_layout() -> Layout:
    return layout_of(HomeLayout.objects.filter(pk=HomeLayout.ONLY).first() or HomeLayout())


def layout_of(row: HomeLayout) -> Layout:
    return Layout(
        headline=row.headline,
        examples=[text for text in (row.example_1, row.example_2, row.example_3) if text],
        blocks=[(block.block_type, _plain(block)) for block in row.blocks],
    )


def _plain(block: Any) -> Mapping[str, Any]:
    """Rich text as it is shown: links are told by rules that ask nothing of the reader."""
    values = dict(block.value)
    return {**values, "body": str(values["body"])} if "body" in values else values


# --- cases of the home page ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """`changes_at`: when the next featured window opens or closes; None where none will."""

    featured: list[PracticePage]
    newest: list[PracticePage]
    changes_at: datetime | None


Slot = tuple[int, datetime, datetime | None]


@remembered
def slots_not_over() -> list[Slot]:
    """Case, start and end. The clock goes on while this is remembered: look at the times again."""
    return list(FeaturedSlot.objects.not_over().values_list("practice", "starts_at", "ends_at"))


@remembered
def footer_pages() -> list[StandardPage]:
    """In the order the office chose."""
    return list(StandardPage.objects.live().filter(in_footer=True).defer("body").order_by("footer_order", "path"))


def slots_now() -> tuple[list[int], datetime | None]:
    """Cases featured at this moment, and when that changes."""
    now = timezone.now()
    slots = [slot for slot in slots_not_over() if slot[2] is None or slot[2] > now]
    edges = [moment for _practice, *window in slots for moment in window if moment and moment > now]
    chosen = dict.fromkeys(practice for practice, starts, _ends in slots if starts <= now)
    return list(chosen), min(edges, default=None)


def shown_practices(user: Any, newest: int = NEWEST) -> Shown:
    """Both lists in one query. A featured case is not shown a second time among the newest."""
    viewer = viewer_of(user)
    found = practices_for_visitors() if viewer is VISITOR else _practices_for(viewer)
    chosen, changes_at = slots_now()
    by_id = {page.pk: page for page in found}
    featured = [by_id[pk] for pk in chosen if pk in by_id][:FEATURED]
    others = [page for page in city_by_city(found) if page not in featured]
    return Shown(featured, others[:newest], changes_at)


@remembered
def practices_for_visitors() -> list[PracticePage]:
    return _practices_for(VISITOR)


def _practices_for(viewer: Viewer) -> list[PracticePage]:
    """All that are or will be featured, and the newest."""
    visible = PracticePage.objects.visible_to(viewer)
    slots = [practice for practice, _starts, _ends in slots_not_over()]
    newest = newest_ids_city_by_city(visible, NEWEST_KEPT)
    return cards(visible.filter(Q(pk__in=slots) | Q(pk__in=newest)).for_cards(), viewer)


# --- counts -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Counts:
    """What a reader may see, by id of the theme and of the city."""

    themes: Mapping[int, int] = field(default_factory=dict)
    cities: Mapping[int, CaseCounts] = field(default_factory=dict)

    @property
    def total(self) -> CaseCounts:
        return total(self.cities.values())


def counts_for(user: Any) -> Counts:
    viewer = viewer_of(user)
    return counts_for_visitors() if viewer is VISITOR else _count(viewer)


@remembered
def counts_for_visitors() -> Counts:
    return _count(VISITOR)


def _count(viewer: Viewer) -> Counts:
    visible = PracticePage.objects.visible_to(viewer)
    return Counts(counts_by_term(visible, "themes"), counts_by_city(visible))


def case_numbers(viewer: Viewer) -> dict[int, int]:
    return {city: counts.cases for city, counts in counts_for(viewer).cities.items()}


def indicator_numbers(viewer: Viewer) -> dict[int, int]:
    return indicators_by_city(PracticePage.objects.visible_to(viewer))


@remembered
def first_article() -> ArticlePage | None:
    """How the alliance came about."""
    return ArticlePage.objects.live().order_by("published_on").defer("body").first()


# --- the tile grid ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tile:
    """`classes`: its place and shade; `url` is None for a city outside the alliance."""

    city: City
    figure: str
    classes: str
    url: str | None


@dataclass(frozen=True)
class Grid:
    """Tiles in the order of the cities' codes; `switch` are the other numbers to shade by."""

    tiles: list[Tile]
    legend: list[tuple[int, str]]
    label: Any
    unit: Any
    switch: list[tuple[CityNumber, bool]] = field(default_factory=list)


def grid_by(number: CityNumber, viewer: Viewer, counts: Counts | None = None) -> Grid:
    """The counts a page has at hand anyway are not asked for again."""
    has_them = counts is not None and number.code == "cases"
    values = {pk: row.cases for pk, row in counts.cities.items()} if has_them else number.of_cities(viewer)  # type: ignore[union-attr]
    switch = [(other, other.code == number.code) for other in all_numbers()]
    return grid_of(values, number.label, number.unit, viewer.city_ids, switch)


def grid_of(values: Mapping[int, int], label: Any, unit: Any, here: Any = (), switch: Any = ()) -> Grid:
    scale = scale_for(values.values())
    tiles = [_tile(city, values.get(city.pk, 0), scale, city.pk in here) for city in all_cities()]
    return Grid(tiles, scale.legend(), label, unit, list(switch))


def _tile(city: City, count: int, scale: Scale, is_here: bool) -> Tile:
    classes = f"tile tile--{scale.shade(count)} r{city.grid_row} c{city.grid_column}"
    classes += (" tile--here" if is_here else "") + (" tile--founder" if city.is_founder else "")
    return Tile(city, f"{count:,}", classes, f"/{city.slug}/" if city.is_member else None)
