"""The list of cases that numbers on other pages lead to: one address, narrowed by what the address says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.models import City, District
from cities.selectors import all_cities, districts_by_city
from practices.querysets import PracticeQuerySet

#: Code in the address → name of the list, and which cases it holds.
ONLY: dict[str, tuple[Any, Callable[[PracticeQuerySet], PracticeQuerySet]]] = {
    "full": (_("完整案例"), PracticeQuerySet.full),
    "lessons": (_("教训案例"), PracticeQuerySet.lessons),
    "new": (_("本年新增"), PracticeQuerySet.new_this_year),
    "overdue": (_("该复核的"), PracticeQuerySet.overdue),
}


@dataclass(frozen=True)
class Chosen:
    """What is not known in an address is ignored, as search does."""

    only: str = ""
    city: City | None = None
    district: District | None = None

    @classmethod
    def from_query(cls, asked: QueryDict) -> Chosen:
        only = asked.get("only", "")
        district = _district(asked.get("district", ""))
        city = next((city for city in all_cities() if city.slug == asked.get("city")), None)
        if district is not None:
            city = next(city for city in all_cities() if city.pk == district.city_id)
        return cls(only if only in ONLY else "", city, district)

    def apply(self, practices: PracticeQuerySet) -> PracticeQuerySet:
        if self.only:
            practices = ONLY[self.only][1](practices)
        if self.district:
            return practices.filter(district=self.district)
        return practices.in_city(self.city) if self.city else practices

    @property
    def place(self) -> str:
        return " · ".join(str(place) for place in (self.city, self.district) if place)

    def query(self, **changed: str) -> str:
        given: Mapping[str, str] = {
            "only": self.only,
            "city": self.city.slug if self.city and not self.district else "",
            "district": self.district.code if self.district else "",
            **changed,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in given.items() if value})
        return query.urlencode()

    def tabs(self) -> list[tuple[Any, str, bool]]:
        """Name, address and whether it is this one."""
        rows = [("", _("全部案例")), *((code, label) for code, (label, _cases) in ONLY.items())]
        return [(label, self.query(only=code), code == self.only) for code, label in rows]


def _district(code: str) -> District | None:
    return next((row for rows in districts_by_city().values() for row in rows if row.code == code), None)
