"""What a city offers and what it learnt, on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.models import City, District
from cities.panels import register_city_beside, register_city_sections
from cities.selectors import cities_by_id, districts_by_city
from cities.viewers import VISITOR, Viewer, viewer_of
from config.remembered import remembered_each
from practices.adoptions.selectors import of_city
from practices.cards import cards
from practices.counts import (
    NO_CASES,
    CaseCounts,
    counts_by_district,
    counts_by_term,
    learnt,
    newest_ids,
    terms_with_counts,
    total,
)
from practices.models import Adoption, PracticePage
from vocabulary.models import Scheme, Term

NEWEST, LESSONS, LEARNT = 6, 3, 5
CITIES_KEPT = 40
SECTIONS = {
    "cases": _("案例分布"),
    "newest": _("最新案例"),
    "lessons": _("教训"),
    "learnt": _("互学互鉴"),
    "districts": _("区县"),
}


@dataclass(frozen=True)
class Learnt:
    case: PracticePage
    source: PracticePage


class CityCases:
    """Everything within what the viewer may see, asked for when first looked at. Cases of all sections are fetched in
    one query. Shared by visitors: it holds nothing of a request and no words of one language."""

    def __init__(self, city: City, viewer: Viewer) -> None:
        self.city, self.viewer = city, viewer
        self.visible = PracticePage.objects.visible_to(viewer)
        self.practices = self.visible.in_city(city)

    # --- counts ---
    @cached_property
    def by_district(self) -> dict[int | None, CaseCounts]:
        return counts_by_district(self.practices)

    @cached_property
    def total(self) -> CaseCounts:
        return total(self.by_district.values())

    @cached_property
    def districts(self) -> list[tuple[District, int]]:
        districts = districts_by_city().get(self.city.pk, [])
        return [(district, self.by_district.get(district.pk, NO_CASES).cases) for district in districts]

    @cached_property
    def _terms(self) -> dict[int, int]:
        return counts_by_term(self.practices, "themes", "lifecycle_stages") if self.total.cases else {}

    @cached_property
    def themes(self) -> list[tuple[Term, int]]:
        """Those the city wrote about, the most frequent first."""
        rows = [row for row in terms_with_counts(Scheme.THEME, self._terms) if row[1]]
        return sorted(rows, key=lambda row: -row[1])

    @cached_property
    def stages(self) -> list[tuple[Term, int]]:
        return terms_with_counts(Scheme.LIFECYCLE, self._terms)

    # --- cases ---
    @cached_property
    def _learnt(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        return learnt(self.visible, self.city, LEARNT)

    @cached_property
    def _cases(self) -> dict[int, PracticePage]:
        pairs = {pk for rows in self._learnt for row in rows for pk in row}
        newest = newest_ids(self.practices, NEWEST)
        lessons = newest_ids(self.practices.lessons(), LESSONS)
        wanted = Q(pk__in=pairs) | Q(pk__in=newest) | Q(pk__in=lessons)
        return {page.pk: page for page in cards(self.visible.filter(wanted).for_cards(), self.viewer)}

    @cached_property
    def newest(self) -> list[PracticePage]:
        return [page for page in self._cases.values() if page.city_id == self.city.pk][:NEWEST]

    @cached_property
    def lessons(self) -> list[PracticePage]:
        own = (page for page in self._cases.values() if page.city_id == self.city.pk)
        return [page for page in own if page.kind == "lesson"][:LESSONS]

    @cached_property
    def taken(self) -> list[Learnt]:
        return self._pairs(self._learnt[0])

    @cached_property
    def given(self) -> list[Learnt]:
        return self._pairs(self._learnt[1])

    @cached_property
    def adoptions(self) -> tuple[list[Adoption], list[Adoption]]:
        """What the city took over, and what was taken over from it."""
        return of_city(self.city, self.viewer)

    def _pairs(self, rows: list[tuple[int, int]]) -> list[Learnt]:
        """A case that closed since the pairs were read is left out."""
        return [
            Learnt(self._cases[case], self._cases[source])
            for case, source in rows
            if case in self._cases and source in self._cases
        ]


def cases_of(city: City, viewer: Viewer) -> CityCases:
    return cases_for_visitors(city.pk) if viewer is VISITOR else CityCases(city, viewer)


@remembered_each(CITIES_KEPT)
def cases_for_visitors(city: int) -> CityCases:
    return CityCases(cities_by_id()[city], VISITOR)


register_city_beside(
    "has_adoptions",
    lambda: Exists(Adoption.objects.filter(Q(city=OuterRef("city")) | Q(origin_city=OuterRef("city")))),
)


@register_city_sections(SECTIONS)
def city_sections(request: HttpRequest, city: City) -> dict[str, SafeString]:
    found = cases_of(city, viewer_of(request.user))
    adoptions: tuple[list[Adoption], list[Adoption]] = ([], [])
    if getattr(city, "has_adoptions", True):
        adoptions = found.adoptions
    shown: dict[str, Any] = {
        "cases": found.total.cases,
        "newest": True,
        "lessons": found.lessons,
        "learnt": any((found.taken, found.given, *adoptions)),
        "districts": found.districts,
    }
    context = {"found": found, "adoptions": adoptions, "city": city, "request": request}
    return {code: render_to_string(f"practices/city/{code}.html", context) for code, has in shown.items() if has}
