from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    pass


class FeaturedSlotQuerySet(models.QuerySet["FeaturedSlot"]):
    def current(self, now: Any = None) -> FeaturedSlotQuerySet:
        now = now or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def not_over(self, now: Any = None) -> FeaturedSlotQuerySet:
        """Those of today and those to come."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now or timezone.now()))
