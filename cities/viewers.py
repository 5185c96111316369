"""Who is looking: a person's active memberships boiled down to what visibility rules ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cities.querysets import MembershipQuerySet

#: City, role, and when the city left and joined.
COLUMNS = ("city_id", "role", "city__left_on", "city__joined_on")
MembershipRow = tuple[Any, ...]


@dataclass(frozen=True)
class Viewer:
    """`city_ids` are cities the person belongs to, `writing_city_ids` those they may write in. A visitor has none."""

    user_id: int | None = None
    city_ids: frozenset[int] = frozenset()
    writing_city_ids: frozenset[int] = frozenset()
    approving_city_ids: frozenset[int] = frozenset()
    in_office: bool = False
    is_administrator: bool = False

    @property
    def in_alliance(self) -> bool:
        return bool(self.city_ids) or self.in_office or self.is_administrator


VISITOR = Viewer()


def viewer_of(user: Any) -> Viewer:
    """The viewer behind a request's user (or a viewer as such). One query, remembered on the user object for the rest
    of the request."""
    if isinstance(user, Viewer):
        return user
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return VISITOR
    viewer: Viewer | None = getattr(user, "_viewer", None)
    if viewer is None:
        viewer = user._viewer = _load(user)
    return viewer


def forget_viewer(user: Any) -> None:
    """Call after a change to the memberships of a user object that stays in use."""
    user.__dict__.pop("_viewer", None)


def viewers_of(users: Iterable[Any]) -> list[Viewer]:
    """In the order of `users`, all in one query; remembered on each as viewer_of does."""
    users = list(users)
    unknown = [user for user in users if user.is_active and getattr(user, "_viewer", None) is None]
    rows_of: dict[int, list[MembershipRow]] = {user.pk: [] for user in unknown}
    if unknown:
        for user_id, *row in _active_rows(user_id__in=rows_of).values_list("user_id", *COLUMNS):
            rows_of[user_id].append(tuple(row))
    for user in unknown:
        user._viewer = _viewer(user, rows_of[user.pk])
    return [viewer_of(user) for user in users]


def _load(user: Any) -> Viewer:
    return _viewer(user, _active_rows(user=user).values_list(*COLUMNS))


def _active_rows(**whose: Any) -> MembershipQuerySet:
    from cities.models import Membership

    memberships: MembershipQuerySet = Membership.objects.filter(**whose)
    return memberships.active()


def _viewer(user: Any, rows: Iterable[MembershipRow]) -> Viewer:
    from cities.models import WRITING_ROLES, Role

    rows = list(rows)
    in_city = [(city, role) for city, role, left, joined in rows if city and joined and not left]
    roles = {role for city, role, _left, _joined in rows if city is None}
    return Viewer(
        user_id=user.pk,
        city_ids=frozenset(city for city, _role in in_city),
        writing_city_ids=frozenset(city for city, role in in_city if role in WRITING_ROLES),
        approving_city_ids=frozenset(city for city, role in in_city if role == Role.APPROVER),
        in_office=Role.CURATOR in roles,
        is_administrator=Role.ADMINISTRATOR in roles or user.is_superuser,
    )
