"""Which cities have a case at work, how like one's own they are, and what came of it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cities.models import City
from cities.selectors import cities_by_id
from practices.matching.distance import Likeness, likeness
from practices.matching.profiles import Profile, metrics_by_id, profile_of, profiles
from practices.matching.ranking import Tried
from practices.matching.words import likeness_in_words


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


def of_origin(origin: int, kind: str, likenesses: Mapping[int, Likeness]) -> Tried:
    """What the city that wrote a case of this kind says for it."""
    return Tried(origin, likenesses[origin].closeness, kind)
