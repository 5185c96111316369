"""Counts and short lists over the cases a reader may see, for the pages of cities, themes and the province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, FloatField, Max, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import Abs, Cast, RowNumber

from cities.models import City
from practices.incomplete import is_full
from practices.models import DerivedFrom, EvidenceGrade, EvidenceLevel, OutcomeIndicator, PracticePage
from practices.querysets import PracticeQuerySet, start_of_year
from vocabulary.models import Term
from vocabulary.selectors import all_terms


# --- counts -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CaseCounts:
    cases: int = 0
    full: int = 0
    lessons: int = 0
    new: int = 0
    newest: datetime | None = None


NO_CASES = CaseCounts()


def counts_by_city(practices: PracticeQuerySet) -> dict[int, CaseCounts]:
    """City id → its counts; a city without a case is missing."""
    return _counted_by("city", practices)


def counts_by_district(practices: PracticeQuerySet) -> dict[int | None, CaseCounts]:
    """Cases of no district stand under None."""
    return _counted_by("district", practices)


def _counted_by(column: str, practices: PracticeQuerySet) -> dict[Any, CaseCounts]:
    rows = (
        practices.order_by()
        .values(column)
        .annotate(
            cases=Count("pk"),
            full=Count("pk", filter=is_full()),
            lessons=Count("pk", filter=Q(kind="lesson")),
            new=Count("pk", filter=Q(first_published_at__gte=start_of_year())),
            newest=Max("first_published_at"),
        )
    )
    return {row.pop(column): CaseCounts(**row) for row in rows}


def total(counts: Iterable[CaseCounts]) -> CaseCounts:
    counts = list(counts)
    return CaseCounts(
        cases=sum(row.cases for row in counts),
        full=sum(row.full for row in counts),
        lessons=sum(row.lessons for row in counts),
        new=sum(row.new for row in counts),
        newest=max((row.newest for row in counts if row.newest), default=None),
    )


def counts_by_term(practices: PracticeQuerySet, *relations: str) -> dict[int, int]:
    """Term id → cases, of several relations (themes, lifecycle_stages) in one query."""
    ids = practices.order_by().values("pk")
    first, *others = [_counted(getattr(PracticePage, name).through, ids) for name in relations]
    return dict(first.union(*others, all=True) if others else first)


def _counted(through: Any, ids: Any) -> QuerySet[Any]:
    rows = through.objects.filter(practicepage__in=ids).order_by()
    counted: QuerySet[Any] = rows.values_list("term").annotate(number=Count("pk"))
    return counted


def terms_with_counts(scheme: str, counts: Mapping[int, int]) -> list[tuple[Term, int]]:
    """The whole scheme, in its order. A retired term is shown while cases still carry it."""
    terms = [term for term in all_terms().values() if term.scheme == scheme]
    return [(term, counts.get(term.pk, 0)) for term in terms if not term.retired or counts.get(term.pk)]


def indicators_by_city(practices: PracticeQuerySet) -> dict[int, int]:
    rows = OutcomeIndicator.objects.filter(page__in=practices.order_by().values("pk")).order_by()
    return dict(rows.values_list("page__city").annotate(number=Count("pk")))


# --- lists --------------------------------------------------------------------------------------------------------
def newest_ids(practices: PracticeQuerySet, number: int) -> QuerySet[Any]:
    return practices.order_by("-first_published_at", "-pk").values("pk")[:number]


def newest_ids_city_by_city(practices: PracticeQuerySet, number: int) -> QuerySet[Any]:
    """The newest of each city before the second of any."""
    place = Window(RowNumber(), partition_by="city", order_by=[F("first_published_at").desc(), F("pk").desc()])
    ranked = practices.annotate(place=place).order_by("place", "-first_published_at", "-pk")
    return ranked.values("pk")[:number]


def city_by_city(practices: Iterable[PracticePage]) -> list[PracticePage]:
    """Rows of newest_ids_city_by_city in that order."""
    seen: dict[int, int] = {}
    placed = []
    for page in sorted(practices, key=lambda page: (page.first_published_at, page.pk), reverse=True):
        seen[page.city_id] = place = seen.get(page.city_id, 0) + 1
        placed.append((place, page))
    return [page for _place, page in sorted(placed, key=lambda row: row[0])]


def best_results(practices: PracticeQuerySet, number: int) -> list[OutcomeIndicator]:
    """The largest improvements that somebody else than the author stands for, one a case."""
    level = EvidenceGrade.objects.filter(practice=OuterRef("page")).order_by("-given_at", "-pk").values("level")[:1]
    rows = (
        OutcomeIndicator.objects.filter(page__in=practices.order_by().values("pk"), after__isnull=False)
        .exclude(before__isnull=True)
        .exclude(before=0)
        .annotate(level=Subquery(level), gain=_gain())
        .filter(level__gte=EvidenceLevel.DEPARTMENT, gain__gt=0)
        .order_by("-gain", "pk")[: number * MOST_INDICATORS]
    )
    best: dict[int, OutcomeIndicator] = {}
    for row in rows:
        best.setdefault(row.page_id, row)
    return list(best.values())[:number]


#: Of one case may stand before the best of the next.
MOST_INDICATORS = 10


def _gain() -> Case:
    """Improvement as a part of before."""
    number = FloatField()
    change = Cast(F("after") - F("before"), number) / Cast(Abs(F("before")), number)
    return Case(When(better=OutcomeIndicator.Better.LOWER, then=-change), default=change, output_field=number)


#: Ids of a case and of the case it names as its source.
Learnt = tuple[int, int]


def learnt(practices: PracticeQuerySet, city: City, number: int) -> tuple[list[Learnt], list[Learnt]]:
    """What the city learnt from others, and what others learnt from it, newest first; both ends within `practices`."""
    ids = practices.order_by().values("pk")
    newest_first = [F("page__first_published_at").desc(), F("pk").desc()]
    rows = (
        DerivedFrom.objects.filter(page__in=ids, practice__in=ids)
        .filter(Q(page__city=city) | Q(practice__city=city))
        .exclude(page__city=F("practice__city"))
        .annotate(is_own=Case(When(page__city=city, then=True), default=False))
        .annotate(place=Window(RowNumber(), partition_by="is_own", order_by=newest_first))
        .filter(place__lte=number)
        .order_by("place")
        .values_list("page", "practice", "is_own")
    )
    found = list(rows)
    return [row[:2] for row in found if row[2]], [row[:2] for row in found if not row[2]]
