"""The list of requests, narrowed by what its address says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.selectors import all_cities
from exchanges.models import RequestState, SolutionRequest
from exchanges.models.requests import RequestQuerySet
from vocabulary.models import Scheme, Term
from vocabulary.selectors import all_terms

OVERDUE = "overdue"
LABELS = {"": _("全部"), **dict(RequestState.choices), OVERDUE: _("逾期")}


@dataclass(frozen=True)
class Chosen:
    """What is not known in an address is ignored, as search does. `mine`: what this person, or their city, asks."""

    state: str = ""
    theme: Term | None = None
    city: City | None = None
    mine: bool = False

    @classmethod
    def from_query(cls, asked: QueryDict) -> Chosen:
        themes = (term for term in all_terms().values() if term.scheme == Scheme.THEME)
        return cls(
            state=asked.get("state", "") if asked.get("state") in LABELS else "",
            theme=next((term for term in themes if term.code == asked.get("theme")), None),
            city=next((city for city in all_cities() if city.slug == asked.get("city")), None),
            mine=asked.get("mine") == "on",
        )

    def apply(self, rows: RequestQuerySet, user: Any) -> RequestQuerySet:
        """All but the state, which the tabs count."""
        if self.theme:
            rows = rows.filter(themes=self.theme)
        if self.city:
            rows = rows.filter(city=self.city)
        if self.mine:
            rows = rows.filter(pk__in=SolutionRequest.objects.managed_by(user).values("pk"))
        return rows

    def in_state(self, rows: RequestQuerySet) -> RequestQuerySet:
        if self.state == OVERDUE:
            return rows.overdue()
        return rows.filter(state=self.state) if self.state else rows

    @property
    def is_filtered(self) -> bool:
        return bool(self.theme or self.city or self.mine)

    def query(self, **changed: str) -> str:
        given = {
            "state": self.state,
            "theme": self.theme.code if self.theme else "",
            "city": self.city.slug if self.city else "",
            "mine": "on" if self.mine else "",
            **changed,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in given.items() if value})
        return query.urlencode()


@dataclass(frozen=True)
class Tab:
    label: Any
    query: str
    number: int
    is_here: bool


def tabs(chosen: Chosen, rows: RequestQuerySet) -> list[Tab]:
    """Of `rows` without a state; how many are overdue only where some are."""
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk", distinct=True)))
    numbers = {"": sum(counts.values()), **{state: counts.get(state, 0) for state in RequestState.values}}
    numbers[OVERDUE] = rows.overdue().count()
    return [
        Tab(label, chosen.query(state=code), numbers[code], code == chosen.state)
        for code, label in LABELS.items()
        if code != OVERDUE or numbers[code] or chosen.state == OVERDUE
    ]


def shown(user: Any) -> RequestQuerySet:
    """What the list may hold, with what a line of it shows. Hidden ones stand on their own page alone."""
    rows: RequestQuerySet = SolutionRequest.objects.visible_to(user).filter(hidden_at=None)
    return rows


def with_lines(rows: RequestQuerySet) -> RequestQuerySet:
    return rows.select_related("city", "bureau").prefetch_related("themes").order_by("-created_at", "-pk")
