"""Who may do what with a visit, beyond reading it (Visit.objects.visible_to). Asked by views and by services."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from cities.models import City
from cities.selectors import cities_by_id
from cities.viewers import viewer_of
from exchanges.models import SignupState, Visit, VisitSignup, VisitState
from exchanges.models.visits import visits_for
from exchanges.moderation import keeps_order_in
from notifications.permissions import register_read_condition

register_read_condition(Visit)(visits_for)


def may_read(user: Any, visit: Visit) -> bool:
    return Visit.objects.visible_to(user).filter(pk=visit.pk).exists()


def may_arrange(user: Any, city: City | int | None) -> bool:
    """Writers of the host city."""
    pk = city.pk if isinstance(city, City) else city
    return pk is not None and pk in viewer_of(user).writing_city_ids


def may_hide(user: Any, visit: Visit) -> bool:
    """The office, and approvers of the host city; not a draft, which nobody else sees anyway."""
    return keeps_order_in(user, visit.city_id) and visit.state != VisitState.DRAFT


def may_see_people(user: Any) -> bool:
    """Names, posts and telephone numbers: members of the alliance only, however open the visit is."""
    return viewer_of(user).in_alliance


def visiting_cities(user: Any, visit: Visit) -> list[City]:
    """For which of their cities a person may sign up or ask: the host does not visit itself."""
    cities = cities_by_id()
    return [cities[pk] for pk in sorted(viewer_of(user).city_ids - {visit.city_id})]


def is_of(user: Any, row: VisitSignup) -> bool:
    """Colleagues look after a sign-up together."""
    return row.city_id in viewer_of(user).city_ids


def cities_that_went(user: Any, visit: Visit) -> list[City]:
    """Of a person's cities those that were there."""
    mine = viewer_of(user).city_ids
    rows = visit.signups.filter(state=SignupState.APPROVED, city__in=mine).order_by("city__code")
    cities = cities_by_id()
    return [cities[pk] for pk in rows.values_list("city", flat=True)]


def must(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
