"""What can be asked of cities and memberships, in the words of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from cities.models import City, Invitation, Membership  # noqa: F401


class CityQuerySet(models.QuerySet["City"]):
    def members(self) -> CityQuerySet:
        return self.filter(joined_on__isnull=False, left_on__isnull=True)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, now: Any = None) -> MembershipQuerySet:
        now = now or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def not_ended(self, now: Any = None) -> MembershipQuerySet:
        """Active ones and those that have yet to begin."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now or timezone.now()))

    def coming(self, now: Any = None) -> MembershipQuerySet:
        return self.not_ended(now).filter(starts_at__gt=now or timezone.now())

    def stale(self) -> MembershipQuerySet:
        """Rows that groups do not reflect (any more)."""
        active = self.model._default_manager.active()
        return self.filter(Q(applied=False, pk__in=active) | Q(applied=True) & ~Q(pk__in=active))

    def in_city(self, city: City) -> MembershipQuerySet:
        return self.filter(city=city)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, now: Any = None) -> InvitationQuerySet:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now or timezone.now())
