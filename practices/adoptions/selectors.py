"""Adoptions as pages show them: named for the reader, with the case it came to where the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from cities.models import City
from cities.selectors import cities_by_id
from cities.viewers import VISITOR, Viewer
from config.remembered import remembered_each
from practices.adoptions.titles import name_cases
from practices.models import Adoption, PracticePage
from practices.models.adoptions import AdoptionQuerySet
from practices.reading import KEPT

#: On the page of a case and of a city; each leads to the whole list.
SHOWN = 6
LINE_COLUMNS = (
    "state",
    "since",
    "city",
    "practice",
    "outcome",
    "result",
    "failed",
    "verdict",
    "adopted_on",
    "tried_on",
)


def shown(user: Any, rows: Iterable[Adoption]) -> list[Adoption]:
    """With `case_title`, `is_known`, cities, case and outcome; of the last two what this reader may not know is None.
    Four queries, whatever their number."""
    found = list(rows)
    name_cases(user, found)
    wanted = {pk for row in found for pk in (row.practice_id, row.outcome_id) if pk is not None}
    readable = PracticePage.objects.visible_to(user).filter(pk__in=wanted).order_by()
    cases = {page.pk: page for page in readable.only("title", "url_path", "short_id", "city", "content_type")}
    cities = cities_by_id()
    for row in found:
        row.city, row.origin_city = cities[row.city_id], cities[row.origin_city_id]
        row.case = cases.get(row.practice_id) if row.practice_id else None  # type: ignore[attr-defined]
        row.outcome_case = cases.get(row.outcome_id) if row.outcome_id else None  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True)
class OfCase:
    """At most SHOWN, those first that got furthest, and the number of all."""

    rows: list[Adoption] = field(default_factory=list)
    number: int = 0


def of_case(practice: int, viewer: Viewer) -> OfCase:
    """Of a case this viewer may read; `outcome_case` of each as in `shown`. One query, one more where not all are shown."""
    return _of_case_for_visitors(practice) if viewer == VISITOR else _of_case(practice, viewer)


@remembered_each(KEPT)
def _of_case_for_visitors(practice: int) -> OfCase:
    return _of_case(practice, VISITOR)


def _of_case(practice: int, viewer: Viewer) -> OfCase:
    readable = PracticePage.objects.visible_to(viewer).filter(pk=OuterRef("outcome")).order_by()
    every = Adoption.objects.visible_to(viewer).standing().filter(practice=practice)
    outcome = (f"outcome__{name}" for name in ("title", "url_path", "content_type"))
    rows = every.annotate(is_open=Exists(readable)).select_related("outcome").only(*LINE_COLUMNS, *outcome)
    found, cities = list(furthest_first(rows)[: SHOWN + 1]), cities_by_id()
    for row in found:
        row.city = cities[row.city_id]
        row.outcome_case = row.outcome if row.is_open else None  # type: ignore[attr-defined]
    return OfCase(found[:SHOWN], len(found) if len(found) <= SHOWN else every.count())


def furthest_first(rows: AdoptionQuerySet) -> AdoptionQuerySet:
    """Adopted before tried, tried before considered."""
    adopted, tried = F("adopted_on").desc(nulls_last=True), F("tried_on").desc(nulls_last=True)
    return rows.order_by(adopted, tried, "-since", "-pk")


def adoption_panel(
    page: PracticePage, viewer: Viewer, adopted: OfCase, followers: list[PracticePage]
) -> dict[str, Any]:
    """For the page of a case. `followers` name it as their source; those that are the outcome of an adoption stand there."""
    written = {row.outcome_id for row in adopted.rows}
    return {
        "adoptions": adopted.rows,
        "adoptions_number": adopted.number,
        "adoptions_left_out": adopted.number - len(adopted.rows),
        "named_by": [follower for follower in followers if follower.pk not in written],
        "may_adopt": page.live and bool(viewer.city_ids - {page.city_id}),
    }


def of_city(city: City, viewer: Viewer) -> tuple[list[Adoption], list[Adoption]]:
    """What the city took over, and what was taken over from it; the newest first."""
    rows = Adoption.objects.visible_to(viewer).standing().order_by("-since", "-pk")
    newest = [rows.filter(**{role: city}).values("pk")[:SHOWN] for role in ("city", "origin_city")]
    found = list(rows.filter(Q(pk__in=newest[0]) | Q(pk__in=newest[1])))
    taken = [row for row in found if row.city_id == city.pk]
    given = [row for row in found if row.origin_city_id == city.pk]
    shown(viewer, [*taken, *given])
    return taken, given
