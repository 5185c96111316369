from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from search.models import SavedSearch  # noqa: F401


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: Any) -> SavedSearchQuerySet:
        return self.filter(owner=user)

    def due(self, morning: datetime) -> SavedSearchQuerySet:
        """Not looked at since `morning`; weekly ones on the first morning when a week is over."""
        daily = Q(frequency="daily", looked_at__lt=morning)
        weekly = Q(frequency="weekly", looked_at__lt=morning - timedelta(days=6))
        return self.filter(daily | weekly, paused=False, owner__is_active=True).order_by("looked_at", "pk")
