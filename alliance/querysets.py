from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Min, Q
from django.utils import timezone

if TYPE_CHECKING:
    pass


class FeaturedSlotQuerySet(models.QuerySet["FeaturedSlot"]):
    def current(self, now: Any = None) -> FeaturedSlotQuerySet:
        now = now or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def next_change(self, now: Any = None) -> Any:
        """When the next window opens or closes; None where none will."""
        now = now or timezone.now()
        ahead = self.aggregate(
            opens=Min("starts_at", filter=Q(starts_at__gt=now)), closes=Min("ends_at", filter=Q(ends_at__gt=now))
        )
        return min((moment for moment in ahead.values() if moment), default=None)
