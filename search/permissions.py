"""Who looks after the search, and how far that reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from cities.models import Membership, Role
from cities.viewers import viewer_of
from notifications.permissions import register_read_rule
from search.models import DrainState


def may_look_after_search(user: Any) -> bool:
    """How the search is doing, what it is asked, which pages are pinned: the provincial office and administrators."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator


def may_repair_search(user: Any) -> bool:
    """The words of the machine, and work that keeps it busy: administrators."""
    return viewer_of(user).is_administrator


@register_read_rule(DrainState)
def may_read_of_the_index(user: Any, state: DrainState) -> bool:
    return may_repair_search(user)


class SearchPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """What Wagtail's screens ask. No group is granted anything: people are, by their role."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return may_look_after_search(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return may_look_after_search(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        holders = Membership.objects.active().filter(role__in=(Role.CURATOR, Role.ADMINISTRATOR)).values("user")
        return User.objects.filter(Q(pk__in=holders) | Q(is_superuser=True), is_active=True)
