"""Cases as lists show them: a card has the themes and the best indicator, fetched once for all cards of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Page, Paginator

from cities.selectors import cities_by_id
from cities.viewers import Viewer, viewer_of
from practices.adoptions.counts import times_adopted
from practices.models import OutcomeIndicator, PracticePage
from practices.querysets import PracticeQuerySet
from vocabulary.models import Term
from vocabulary.selectors import all_terms

PER_PAGE = 20
INDICATOR_COLUMNS = ("page", "name", "before", "after", "better")


def cards(practices: PracticeQuerySet, user: Any) -> list[PracticePage]:
    """Three queries for rows of `for_cards`, whatever their number. `user` is who reads them."""
    found = list(practices)
    fill(found, viewer_of(user))
    return found


def page_of_cards(practices: PracticeQuerySet, number: Any, user: Any) -> Page[PracticePage]:
    """Of a list `for_cards`; whatever `number` is, some page."""
    page = Paginator(practices, PER_PAGE).get_page(number)
    page.object_list = cards(page.object_list, user)  # type: ignore[arg-type]
    return page


def fill(practices: Iterable[PracticePage], viewer: Viewer) -> None:
    by_id = {page.pk: page for page in practices}
    if not by_id:
        return
    terms, indicators, cities = all_terms(), best_indicators(by_id), cities_by_id()
    themes, adopted = themes_of(by_id, terms), _adopted(by_id, viewer)
    for page in practices:
        page.city = cities[page.city_id]
        page.card_themes = themes[page.pk]
        page.card_indicator = indicators.get(page.pk)
        page.card_best = in_short(page.card_indicator)
        page.card_adopted = adopted.get(page.pk, 0)
        page.card_award = terms.get(getattr(page, "card_award_id", None))


def _adopted(by_id: Mapping[int, PracticePage], viewer: Viewer) -> dict[int, int]:
    """Rows of `for_cards` bring the number; others are counted."""
    name = "adopted_by" if viewer.in_alliance else "adopted_publicly"
    missing = [pk for pk, page in by_id.items() if not hasattr(page, name)]
    return {pk: getattr(page, name, 0) for pk, page in by_id.items()} | times_adopted(missing, viewer)


def themes_of(ids: Iterable[int], terms: Mapping[int, Term]) -> dict[int, list[Term]]:
    """`terms` by id, as vocabulary.selectors.all_terms has them."""
    chosen = set(PracticePage.themes.through.objects.filter(practicepage__in=ids).values_list("practicepage", "term"))
    places = {pk: place for place, pk in enumerate(terms)}
    of_page: dict[int, list[Term]] = defaultdict(list)
    for page, term in sorted(chosen, key=lambda row: places[row[1]]):
        of_page[page].append(terms[term])
    return of_page


def best_indicators(ids: Iterable[int]) -> dict[int, OutcomeIndicator]:
    """The improvement that is largest in per cent, of each case; of those without one, the first indicator. Cases have
    a handful: taking them all as plain values is faster than a query that picks one of each."""
    best: dict[int, OutcomeIndicator] = {}
    rows = OutcomeIndicator.objects.filter(page__in=ids).order_by("sort_order", "pk")
    for page, *values in rows.values_list(*INDICATOR_COLUMNS):
        here = OutcomeIndicator(**dict(zip(INDICATOR_COLUMNS[1:], values, strict=True)))
        there = best.get(page)
        if there is None or improvement(here) > improvement(there):
            best[page] = here
    return best


def improvement(indicator: Any) -> float:
    """In per cent of before; 0 where it did not improve or cannot be said."""
    return (indicator.change_size or 0.0) if indicator.improved else 0.0


def in_short(indicator: Any) -> tuple[str, str] | None:
    """Its name and its change: 投诉量, ↓ 62%."""
    return (indicator.name, indicator.change) if indicator and indicator.change else None
