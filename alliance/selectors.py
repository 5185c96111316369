"""What the home page shows, every count within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from alliance.models import FeaturedSlot
from cities.models import City
from practices.models import PracticePage
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


def featured_practices(user: Any) -> list[PracticePage]:
    slots = list(FeaturedSlot.objects.current().values_list("practice", flat=True))
    rows = PracticePage.objects.visible_to(user).for_lists().filter(pk__in=slots)
    by_id = {page.pk: page for page in rows}
    return [by_id[pk] for pk in slots if pk in by_id][:FEATURED]


def newest_practices(user: Any) -> list[PracticePage]:
    return list(PracticePage.objects.visible_to(user).for_lists()[:NEWEST])


def themes_with_counts(user: Any) -> list[tuple[Term, int]]:
    counts = dict(
        PracticePage.themes.through.objects.filter(
            practicepage__in=PracticePage.objects.visible_to(user).order_by().values("pk")
        )
        .values_list("term")
        .annotate(number=Count("practicepage", distinct=True))
    )
    return [(term, counts.get(term.pk, 0)) for term in Term.objects.in_scheme(Scheme.THEME).offered()]


def tiles(user: Any) -> list[Tile]:
    visible = PracticePage.objects.visible_to(user).order_by()
    counts = dict(visible.values_list("city").annotate(number=Count("pk")))
    most = max(counts.values(), default=0)
    return [_tile(city, counts.get(city.pk, 0), most) for city in City.objects.all()]


def _tile(city: City, count: int, most: int) -> Tile:
    shade = -(-count * SHADES // most) if most else 0
    url = f"/{city.slug}/" if city.is_member else None
    return Tile(city=city, count=count, shade=shade, url=url)
