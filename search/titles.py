"""What can be answered without an index: titles and summaries that hold every word, and the filters, by the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from alliance.models import ArticlePage
from cities.models import CityPage
from practices.models import PracticePage, Recognition
from search.pages import HIT_PARTS
from search.port import PAGE_SIZE
from search.queries import ParsedQuery

Filters = Mapping[str, tuple[str, ...]]
#: Facet → the column of a case it stands for.
CASE_COLUMNS = {
    "city": "city__slug__in",
    "case_city": "city__slug__in",
    "theme": "themes__code__in",
    "lifecycle": "lifecycle_stages__code__in",
    "loop": "loop_phases__code__in",
    "kind": "kind__in",
    "year": "started_on__year__in",
}
#: Longer questions are cut: each word is a scan of the titles.
MOST_WORDS = 20


def find(
    parsed: ParsedQuery, *, user: Any, filters: Filters, sort: str, page: int
) -> tuple[list[tuple[Any, str]], int]:
    """The (page, kind) of one page of results, cases first and newest first, and how many there are. `sort` has no say:
    without an index nothing is more relevant than another."""
    chosen = {name: values for name, values in filters.items() if values}
    kinds = chosen.pop("type", ("practice", "city", "article"))
    found = [(kind, SOURCES[kind](parsed, user, chosen)) for kind in SOURCES if kind in kinds]
    return _cut(found, (page - 1) * PAGE_SIZE)


def summary_of(page: Any) -> str:
    return str(getattr(page, "summary", ""))


def _cut(found: list[tuple[str, QuerySet[Any]]], start: int) -> tuple[list[tuple[Any, str]], int]:
    """One page of the lists set end to end."""
    rows: list[tuple[Any, str]] = []
    total = 0
    for kind, pages in found:
        number = pages.count()
        first = max(0, start - total)
        room = PAGE_SIZE - len(rows)
        if room and first < number:
            rows += [(page, kind) for page in pages[first : first + room]]
        total += number
    return rows, total


def _cases(parsed: ParsedQuery, user: Any, chosen: Filters) -> QuerySet[Any]:
    pages = PracticePage.objects.visible_to(user).filter(_holding(parsed, "title", "summary", "city__name"))
    for name, values in chosen.items():
        if name == "recognition":
            given = Recognition.objects.filter(award__code__in=values, withdrawn_on=None)
            pages = pages.filter(pk__in=given.values("practice"))
        elif name in CASE_COLUMNS:
            pages = pages.filter(pk__in=PracticePage.objects.filter(**{CASE_COLUMNS[name]: values}).values("pk"))
    return pages.for_lists().prefetch_related(*HIT_PARTS)


def _cities(parsed: ParsedQuery, user: Any, chosen: Filters) -> QuerySet[Any]:
    pages = CityPage.objects.live().filter(_holding(parsed, "title", "city__name"))
    if chosen.keys() - {"city"}:
        return pages.none()
    if "city" in chosen:
        pages = pages.filter(city__slug__in=chosen["city"])
    return pages.select_related("city").order_by("city__name", "pk")


def _articles(parsed: ParsedQuery, user: Any, chosen: Filters) -> QuerySet[Any]:
    pages = ArticlePage.objects.live().filter(_holding(parsed, "title", "summary"))
    if chosen.keys() - {"year"}:
        return pages.none()
    if "year" in chosen:
        pages = pages.filter(published_on__year__in=chosen["year"])
    return pages.order_by("-published_on", "-pk")


def _holding(parsed: ParsedQuery, *columns: str) -> Q:
    """Every word, or one of its synonyms, in one of the columns; none of the excluded words in any."""
    rule = Q()
    for clause in parsed.clauses[:MOST_WORDS]:
        rule &= _any(clause.alternatives[:MOST_WORDS], columns)
    for phrase in parsed.phrases[:MOST_WORDS]:
        rule &= _any((phrase,), columns)
    for word in parsed.excluded[:MOST_WORDS]:
        rule &= ~_any((word,), columns)
    return rule


def _any(words: tuple[str, ...], columns: tuple[str, ...]) -> Q:
    rule = Q()
    for word in words:
        for column in columns:
            rule |= Q(**{f"{column}__icontains": word})
    return rule


SOURCES = {"practice": _cases, "city": _cities, "article": _articles}
