from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from accounts.models import User
from cities.models import Bureau, City, CityPage, District, Membership, ProfileFigure, Role
from config.remembered import remembered
from vocabulary.pinyin import pinyin_order

Row = TypeVar("Row", Bureau, District, ProfileFigure)


@remembered
def all_cities() -> list[City]:
    """In the order of their codes, as every official list has them."""
    return list(City.objects.all())


@remembered
def city_pages() -> dict[int, CityPage]:
    """By id of the city; without their long texts."""
    return {page.city_id: page for page in CityPage.objects.defer("introduction")}


@remembered
def cities_by_id() -> dict[int, City]:
    return {city.pk: city for city in all_cities()}


@remembered
def figures_by_city() -> dict[int, list[ProfileFigure]]:
    """In the order of the profile, the newest year of each line first."""
    return _by_city(ProfileFigure.objects.select_related("metric"))


@remembered
def bureaus_by_city() -> dict[int, list[Bureau]]:
    """The lead bureau first, the others as a dictionary has them."""
    bureaus = Bureau.objects.order_by()
    return _by_city(sorted(bureaus, key=lambda bureau: (not bureau.is_lead, pinyin_order(bureau.name))))


@remembered
def districts_by_city() -> dict[int, list[District]]:
    """In the order of their codes."""
    return _by_city(District.objects.all())


def approvers_of(city: City) -> list[User]:
    rows = Membership.objects.active().in_city(city).filter(role=Role.APPROVER).select_related("user")
    return [membership.user for membership in rows]


def _by_city(rows: Iterable[Row]) -> dict[int, list[Row]]:
    of_city: dict[int, list[Row]] = {}
    for row in rows:
        of_city.setdefault(row.city_id, []).append(row)
    return of_city
