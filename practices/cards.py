"""Cases as lists show them: a card has the themes and the first indicator, fetched once for all cards of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

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
    themes, indicators = themes_of(by_id), _first_indicators(by_id)
    for page in practices:
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
    of_same_page = OutcomeIndicator.objects.filter(page=OuterRef("page")).order_by("sort_order", "pk").values("pk")[:1]
    first = OutcomeIndicator.objects.filter(page__in=ids, pk=Subquery(of_same_page)).order_by()
    return {indicator.page_id: indicator for indicator in first.only("page", "name", "before", "after")}
