"""Who may do what for the whole alliance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

from cities.viewers import viewer_of


def may_manage_cities(user: Any) -> bool:
    """The provincial office and administrators say which cities are members."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator


def may_edit_platform(user: Any) -> bool:
    """Name, footer and pictures of the site, and its pages on privacy, terms and accessibility."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator


class PlatformPolicy(SitePermissionPolicy):  # type: ignore[misc]
    """What Wagtail's settings screen asks. No group is granted anything: the office's people are, by their role."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return may_edit_platform(user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return may_edit_platform(user)

    def sites_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Site]:
        sites: QuerySet[Site] = Site.objects.all()
        return sites if may_edit_platform(user) else sites.none()
