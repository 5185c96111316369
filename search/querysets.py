from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from search.models import OutboxEntry, Pin  # noqa: F401

#: From so many failures on, about a minute, a row is more than a hiccup; and from such a wait on.
KEEPS_FAILING = 5
WAITS_LONG = timedelta(minutes=30)


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    def failing(self) -> OutboxQuerySet:
        return self.filter(attempts__gt=0)

    def keeps_failing(self) -> OutboxQuerySet:
        """Tried again and again, or by nobody at all."""
        return self.filter(Q(attempts__gte=KEEPS_FAILING) | Q(created_at__lt=timezone.now() - WAITS_LONG))


class PinQuerySet(models.QuerySet["Pin"]):
    def current(self) -> PinQuerySet:
        """In force today, of pages that are on the site."""
        today = timezone.localdate()
        not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
        return self.filter(not_over, starts_on__lte=today, page__live=True)
