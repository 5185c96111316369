"""What the provincial office keeps an eye on: takedowns in force, featured cases about to end, cities gone quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Max, Q
from django.utils import timezone

from alliance.models import FeaturedSlot
from cities.models import City
from practices.models import Hold, PracticePage

ENDS_SOON = timedelta(days=14)
QUIET_AFTER = timedelta(days=365)
LIST = 20


@dataclass(frozen=True)
class OfficeDesk:
    """`quiet_cities` have `last` on each: when they last published a new case, None for never."""

    holds: list[Hold]
    ending: list[FeaturedSlot]
    quiet_cities: list[City]


def office_desk_of(user: Any) -> OfficeDesk:
    """Cases the office may not read, a city's own, are not named here either."""
    readable = PracticePage.objects.visible_to(user).order_by().values("pk")
    return OfficeDesk(holds=_holds(readable), ending=_ending(readable), quiet_cities=_quiet_cities())


def _holds(readable: Any) -> list[Hold]:
    """Takedowns, the oldest first: what a city has narrowed itself is the city's business."""
    in_force = Hold.objects.filter(limit=Hold.Limit.HIDDEN, lifted_at__isnull=True, practice__in=readable)
    return list(in_force.select_related("practice__city").order_by("set_at", "pk")[:LIST])


def _ending(readable: Any) -> list[FeaturedSlot]:
    now = timezone.now()
    slots = FeaturedSlot.objects.current(now).filter(ends_at__lte=now + ENDS_SOON, practice__in=readable)
    return list(slots.select_related("practice__city").order_by("ends_at", "pk")[:LIST])


def _quiet_cities() -> list[City]:
    """Counted over all live cases, a city's own included; the longest silent first."""
    last = Max("practices__first_published_at", filter=Q(practices__live=True))
    cities = City.objects.members().annotate(last=last)
    quiet = cities.filter(Q(last__isnull=True) | Q(last__lt=timezone.now() - QUIET_AFTER))
    return list(quiet.order_by(F("last").asc(nulls_first=True), "code"))
