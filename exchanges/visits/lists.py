"""The list of visits, narrowed by what the address says; what is not known in an address is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.selectors import all_cities
from exchanges.models import SignupState, Visit
from exchanges.models.visits import VisitQuerySet
from vocabulary.models import Term
from vocabulary.selectors import themes_offered

WHEN = {"": _("将举办"), "past": _("往期"), "drafts": _("草稿")}


def with_places(visits: VisitQuerySet) -> VisitQuerySet:
    """`taken` and `left`, for lists, with all that a line shows."""
    taken = Coalesce(Sum("signups__number", filter=Q(signups__state=SignupState.APPROVED)), 0)
    return visits.annotate(taken=taken, left=F("places") - taken).select_related("city").prefetch_related("themes")


def coming(user: Any) -> VisitQuerySet:
    """The next one first."""
    return with_places(Visit.objects.visible_to(user).ahead().filter(hidden_at=None)).order_by("starts_on", "pk")


@dataclass(frozen=True)
class Chosen:
    when: str = ""
    city: City | None = None
    theme: Term | None = None

    @classmethod
    def from_query(cls, asked: QueryDict) -> Chosen:
        when = asked.get("when", "")
        city = next((city for city in all_cities() if city.slug == asked.get("city")), None)
        theme = next((term for term in themes_offered() if term.code == asked.get("theme")), None)
        return cls(when if when in WHEN else "", city, theme)

    def visits(self, user: Any) -> QuerySet[Visit]:
        rows = Visit.objects.visible_to(user)
        if self.city:
            rows = rows.filter(city=self.city)
        if self.theme:
            rows = rows.filter(themes=self.theme)
        rows = with_places(rows)
        if self.when == "drafts":
            return rows.filter(state="draft").order_by("-changed_at", "-pk")
        if self.when == "past":
            return rows.past().order_by("-starts_on", "-pk")
        return rows.ahead().order_by("starts_on", "pk")

    def query(self, **changed: str) -> str:
        given = {
            "when": self.when,
            "city": self.city.slug if self.city else "",
            "theme": self.theme.code if self.theme else "",
            **changed,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in given.items() if value})
        return query.urlencode()

    def tabs(self, *, with_drafts: bool) -> list[tuple[Any, str, bool]]:
        """Name, address and whether it is this one."""
        return [
            (label, self.query(when=code), code == self.when)
            for code, label in WHEN.items()
            if with_drafts or code != "drafts"
        ]
