"""What the pages of the site have in common, and those inside a city's subtree: they stay in their city."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, PagePermissionTester, PageViewRestriction

from config.remembered import remembered

#: root > home > city
CITY_DEPTH = 3


def city_root_path(page: Page) -> str:
    """The tree path of the city page above (or at) `page`; shorter paths are above any city."""
    return page.path[: CITY_DEPTH * page.steplen]


@remembered
def anything_restricted() -> bool:
    return PageViewRestriction.objects.exists()


class FrontPage:
    """Mixin before Page for what visitors read."""

    #: What its template reads of other rows, fetched with the page.
    read_with: tuple[str, ...] = ()
    #: Whether anything of the site is restricted, as found_at saw it.
    is_any_restricted: bool | None = None

    @classmethod
    def read_beside(cls) -> dict[str, Any]:
        """Values of other rows fetched with the page, by name."""
        return {}

    @classmethod
    def found_at(cls, address: str, request: HttpRequest) -> Any:
        """The live page of this type at that address below the root of the tree, or None."""
        pages = cls._default_manager.live().filter(url_path=address)  # type: ignore[attr-defined]
        pages = pages.annotate(is_any_restricted=Exists(PageViewRestriction.objects.all()), **cls.read_beside())
        return pages.select_related(*cls.read_with).order_by().first()

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Wagtail's, without a search through the table of all addresses: pages stand at its root (config.urls)."""
        roots = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        if len(roots) != 1:
            return super().get_url_parts(request)  # type: ignore[misc]
        root = roots[0]
        return (root.site_id, root.root_url, f"/{self.url_path.removeprefix(root.root_path)}")  # type: ignore[attr-defined]

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's rule (the page's and its ancestors'; of an alias, its source's) in one query instead of two, and in
        none where nothing is restricted."""
        known = self.is_any_restricted
        if not (anything_restricted() if known is None else known):
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)  # type: ignore[attr-defined]
        paths = [self.path[:step] for step in steps]  # type: ignore[attr-defined]
        above = Q(page__path__in=paths, page__alias_of=None) | Q(page__aliases__path__in=paths)
        restrictions: QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(above)
        return restrictions


class CityBoundTester(PagePermissionTester):
    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """Also asked for aliases. Holds for administrators too: a case belongs to the city that wrote it."""
        return super().can_copy_to(destination, recursive) and city_root_path(self.page) == city_root_path(destination)


class CityBoundPage(FrontPage):
    """Mixin before Page. One account may have rights in two cities, and bulk move does not ask the move hook."""

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and city_root_path(self) == city_root_path(parent)  # type: ignore[misc,arg-type]

    def permissions_for_user(self, user: Any) -> CityBoundTester:
        return CityBoundTester(user, self)
