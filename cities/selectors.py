from __future__ import annotations

from cities.models import City, CityPage
from config.remembered import remembered


@remembered
def all_cities() -> list[City]:
    """In the order of their codes, as every official list has them."""
    return list(City.objects.all())


@remembered
def city_pages() -> dict[int, CityPage]:
    """By id of the city; without their long texts."""
    return {page.city_id: page for page in CityPage.objects.defer("introduction")}
