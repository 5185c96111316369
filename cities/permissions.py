"""Who may look after the people of a city, and how far that reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cities.models import CITY_ROLES, OFFICE_ROLES, City, Membership, Role
from cities.querysets import CityQuerySet
from cities.viewers import viewer_of

if TYPE_CHECKING:
    from accounts.models import User


def manageable_cities(user: Any) -> CityQuerySet:
    """Member cities whose people `user` may invite and part with: the approver's own; all for office and
    administrators."""
    viewer = viewer_of(user)
    cities = City.objects.members()
    if viewer.in_office or viewer.is_administrator:
        return cities
    return cities.filter(pk__in=viewer.approving_city_ids)


def may_manage_members(user: Any, city: City | None) -> bool:
    """`city` None stands for the provincial office, whose people only administrators look after."""
    if city is None:
        return viewer_of(user).is_administrator
    return manageable_cities(user).filter(pk=city.pk).exists()


def roles_in(city: City | None) -> tuple[Role, ...]:
    return OFFICE_ROLES if city is None else CITY_ROLES


def may_reset_password(user: Any, person: User) -> bool:
    """Of a person who is, or will be, in cities that `user` looks after and nowhere else: a reset opens every right the account
    has."""
    if viewer_of(user).is_administrator:
        return True
    places = list(Membership.objects.not_ended().filter(user=person).values_list("city", flat=True))
    own = set(manageable_cities(user).values_list("pk", flat=True))
    return bool(places) and set(places) <= own
