"""Who compares a case with which city."""

from __future__ import annotations

from typing import Any

from cities.models import City
from cities.selectors import all_cities
from cities.viewers import viewer_of
from practices.models import PracticePage


def own_cities(user: Any) -> list[City]:
    """Those a person may answer for, in the order of their codes. What a city said of itself is read by them alone."""
    city_ids = viewer_of(user).city_ids
    return [city for city in all_cities() if city.pk in city_ids]


def may_answer(user: Any, practice: PracticePage, city: City) -> bool:
    """For one's own city, about a case of another one that one may read."""
    if city not in comparable_cities(user, practice):
        return False
    return PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_see_all_cities(user: Any) -> bool:
    """Which cities a case would fit is for those who look after the whole province."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator


def may_fill_profile(user: Any, city: City) -> bool:
    """As cities.permissions.may_manage_members has it for a city of the alliance, without asking for it again."""
    return city.pk in viewer_of(user).approving_city_ids or may_see_all_cities(user)


def comparable_cities(user: Any, practice: PracticePage) -> list[City]:
    """Own cities but the one that wrote the case: that one has what it asks for."""
    return [city for city in own_cities(user) if city.pk != practice.city_id]


def chosen_city(user: Any, slug: str) -> City | None:
    """The one asked for where it is a person's own, else the first of theirs; None for whoever has none."""
    cities = own_cities(user)
    return next((city for city in cities if city.slug == slug), cities[0] if cities else None)
