"""Which cities have a case at work, how like one's own they are, and what came of it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cities.models import City
from cities.selectors import cities_by_id
from practices.matching.distance import Likeness, likeness
from practices.matching.profiles import Profile, metrics_by_id, profile_of, profiles
from practices.matching.ranking import DISPUTED, Tried
from practices.matching.words import likeness_in_words, tried_in_words
from practices.models import Adoption, Verdict


@dataclass(frozen=True)
class Neighbour:
    """A city and how like it is to another."""

    city: City
    likeness: Likeness
    to: City

    @property
    def in_words(self) -> str:
        return likeness_in_words(self.likeness, self.to)

    @property
    def percent(self) -> int:
        return round(self.likeness.closeness * 100)


def likeness_to_all(city: City) -> dict[int, Likeness]:
    """By id, of every other city of the province, members or not."""
    ours, theirs = profile_of(city.pk), profiles()
    nothing: Profile = {}
    metrics = metrics_by_id().values()
    return {pk: likeness(ours, theirs.get(pk, nothing), metrics) for pk in cities_by_id() if pk != city.pk}


def neighbours(city: City, number: int) -> list[Neighbour]:
    """The cities most like this one, of those that are alike at all."""
    found, cities = likeness_to_all(city), cities_by_id()
    alike = sorted((like.distance or 0.0, pk) for pk, like in found.items() if like.is_alike)
    return [Neighbour(cities[pk], found[pk], city) for _distance, pk in alike[:number]]


@dataclass(frozen=True)
class Report:
    """What another city recorded of a case it took over."""

    adoption: Adoption
    city: City
    tried: Tried
    likeness: Likeness
    to: City

    @property
    def head(self) -> str:
        return tried_in_words(self.tried, self.city, self.likeness)

    @property
    def likeness_in_words(self) -> str:
        return likeness_in_words(self.likeness, self.to, names_missing=False)


def reports_on(practice: int, user: Any, city: City, likenesses: Mapping[int, Likeness]) -> list[Report]:
    """By id of the case: what this user may read of it, the city most like `city` first."""
    rows = Adoption.objects.visible_to(user).standing().filter(practice=practice).order_by("-since", "-pk")
    cities = cities_by_id()
    found = [
        Report(
            row,
            cities[row.city_id],
            _tried(row.city_id, row.state, row.verdict, likenesses),
            likenesses[row.city_id],
            city,
        )
        for row in rows
        if row.city_id in likenesses
    ]
    return sorted(found, key=lambda report: -report.tried.closeness)


def tried_elsewhere(user: Any, likenesses: Mapping[int, Likeness]) -> dict[int, tuple[Tried, ...]]:
    """By id of the case: the other cities that took it over, as far as this user may read. One query for all cases."""
    rows = Adoption.objects.visible_to(user).standing().filter(practice__isnull=False).order_by("-since", "-pk")
    found: dict[int, tuple[Tried, ...]] = {}
    for practice, city, state, verdict in rows.values_list("practice", "city", "state", "verdict"):
        if city in likenesses:
            found[practice] = (*found.get(practice, ()), _tried(city, state, verdict, likenesses))
    return found


def taken_over_by(city: City) -> Any:
    """Ids of the cases this city has tried itself: nobody has to recommend them any more."""
    return Adoption.objects.tried().filter(city=city, practice__isnull=False).order_by().values("practice")


def _tried(city: int, state: str, verdict: str, likenesses: Mapping[int, Likeness]) -> Tried:
    return Tried(city, likenesses[city].closeness, DISPUTED if verdict == Verdict.DISPUTED else state)


def of_origin(origin: int, kind: str, likenesses: Mapping[int, Likeness]) -> Tried:
    """What the city that wrote a case of this kind says for it."""
    return Tried(origin, likenesses[origin].closeness, kind)
