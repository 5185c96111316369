"""Cases as lists show them: a card has the themes and the first indicator, fetched once for all cards of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cities.selectors import cities_by_id
from practices.models import OutcomeIndicator, PracticePage
from practices.querysets import PracticeQuerySet
from vocabulary.models import Term
from vocabulary.selectors import all_terms


def cards(practices: PracticeQuerySet) -> list[PracticePage]:
    """Three queries, whatever the number of cases."""
    found = list(practices)
    fill(found)
    return found


def fill(practices: Iterable[PracticePage]) -> None:
    by_id = {page.pk: page for page in practices}
    if not by_id:
        return
    themes, indicators, cities = themes_of(by_id), _first_indicators(by_id), cities_by_id()
    for page in practices:
        page.city = cities[page.city_id]
        page.card_themes = themes[page.pk]
        page.card_indicator = indicators.get(page.pk)


def themes_of(ids: Iterable[int]) -> dict[int, list[Term]]:
    chosen = set(PracticePage.themes.through.objects.filter(practicepage__in=ids).values_list("practicepage", "term"))
    terms = all_terms()
    places = {pk: place for place, pk in enumerate(terms)}
    of_page: dict[int, list[Term]] = defaultdict(list)
    for page, term in sorted(chosen, key=lambda row: places[row[1]]):
        of_page[page].append(terms[term])
    return of_page


def _first_indicators(ids: Iterable[int]) -> dict[int, OutcomeIndicator]:
    """Cases have a handful: taking them all as plain values is faster than a query that picks the first of each."""
    first: dict[int, OutcomeIndicator] = {}
    rows = OutcomeIndicator.objects.filter(page__in=ids).order_by("sort_order", "pk")
    for page, name, before, after in rows.values_list("page", "name", "before", "after"):
        if page not in first:
            first[page] = OutcomeIndicator(name=name, before=before, after=after)
    return first
