"""Which cities a case would fit, for those who look after the whole province.

By figures alone: what a city says of itself about the conditions in words is for its own members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cities.models import City
from cities.selectors import all_cities
from practices.matching.distance import Likeness, likeness
from practices.matching.preconditions import Asked, Judged, judge
from practices.matching.profiles import Profile, metrics_by_id, profiles
from practices.matching.ranking import share_met
from practices.matching.selectors import asked_by
from practices.matching.words import asked_of, judged_in_words, likeness_in_words
from practices.models import Adoption, PracticePage


@dataclass(frozen=True)
class Fitting:
    city: City
    origin: City
    judged: Judged
    likeness: Likeness
    state: str = ""

    @property
    def in_words(self) -> str:
        return judged_in_words(self.judged, len(self.judged.ranges))

    @property
    def likeness_in_words(self) -> str:
        return likeness_in_words(self.likeness, self.origin, names_missing=False)

    @property
    def percent(self) -> int | None:
        """How close it is to the city that wrote the case; None where nothing can be compared."""
        return None if self.likeness.distance is None else round(self.likeness.closeness * 100)


def asked_in_figures(practice: PracticePage) -> list[str]:
    """The ranges of the case in words: what this list rests on."""
    return [asked_of(row) for row in asked_by([practice.pk])[practice.pk].ranges if not row.asks_nothing]


def fitting_cities(practice: PracticePage, user: Any) -> list[Fitting]:
    """All cities but its own: who meets most first, of those the ones most like the city that wrote it."""
    asked = Asked(asked_by([practice.pk])[practice.pk].ranges)
    known, metrics = profiles(), metrics_by_id().values()
    nothing: Profile = {}
    rows = Adoption.objects.visible_to(user).standing().filter(practice=practice)
    states = {row.city_id: row.get_state_display() for row in rows}
    origin = known.get(practice.city_id, nothing)
    found = [
        Fitting(
            city,
            practice.city,
            judge(asked, known.get(city.pk, nothing), {}),
            likeness(origin, known.get(city.pk, nothing), metrics),
            states.get(city.pk, ""),
        )
        for city in all_cities()
        if city.pk != practice.city_id
    ]
    return sorted(found, key=lambda row: (-share_met(row.judged.tally), -row.likeness.closeness, row.city.code))
