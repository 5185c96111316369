"""Who records, works on, verifies and takes back. Asked by views and services alike."""

from __future__ import annotations

from typing import Any

from cities.models import City
from cities.viewers import viewer_of
from practices.models import Adoption, PracticePage


def cities_to_record_for(user: Any, practice: PracticePage) -> list[City]:
    """Of this person's own cities all but the one the case is of."""
    ids = viewer_of(user).city_ids - {practice.city_id}
    return list(City.objects.filter(pk__in=ids)) if ids else []


def may_record(user: Any, practice: PracticePage, city: City) -> bool:
    """Any member, for the own city, of a case they may read."""
    if city.pk not in viewer_of(user).city_ids:
        return False
    return PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_work_on(user: Any, adoption: Adoption) -> bool:
    """Any member of the adopting city: results come in from whoever measured them."""
    return adoption.withdrawn_at is None and adoption.city_id in viewer_of(user).city_ids


def may_verify(user: Any, adoption: Adoption) -> bool:
    """Writers of the city of the case, and the office; nobody who belongs to the adopting city."""
    viewer = viewer_of(user)
    if adoption.withdrawn_at is not None or adoption.city_id in viewer.city_ids:
        return False
    if adoption.origin_city_id in viewer.writing_city_ids:
        return True
    return viewer.in_office and Adoption.objects.visible_to(user).filter(pk=adoption.pk).exists()


def may_take_back(user: Any, adoption: Adoption) -> bool:
    """Who recorded it by mistake, as long as they are of that city, its writers, and the office."""
    viewer = viewer_of(user)
    if adoption.withdrawn_at is not None:
        return False
    if adoption.city_id in viewer.writing_city_ids or viewer.in_office:
        return True
    return adoption.recorded_by_id == viewer.user_id and adoption.city_id in viewer.city_ids


def may_read_adoption(user: Any, adoption: Adoption) -> bool:
    return Adoption.objects.visible_to(user).filter(pk=adoption.pk).exists()
