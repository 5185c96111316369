"""What every page inside a city's subtree has in common: it stays in its city."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester

#: root > home > city
CITY_DEPTH = 3


def city_root_path(page: Page) -> str:
    """The tree path of the city page above (or at) `page`; shorter paths are above any city."""
    return page.path[: CITY_DEPTH * page.steplen]


class CityBoundTester(PagePermissionTester):
    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """Also asked for aliases. Holds for administrators too: a case belongs to the city that wrote it."""
        return super().can_copy_to(destination, recursive) and city_root_path(self.page) == city_root_path(destination)


class CityBoundPage:
    """Mixin before Page. One account may have rights in two cities, and bulk move does not ask the move hook."""

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and city_root_path(self) == city_root_path(parent)  # type: ignore[misc,arg-type]

    def permissions_for_user(self, user: Any) -> CityBoundTester:
        return CityBoundTester(user, self)
