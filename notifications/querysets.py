from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q

if TYPE_CHECKING:
    from notifications.models import Notification  # noqa: F401


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: Any) -> NotificationQuerySet:
        return self.filter(recipient=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> NotificationQuerySet:
        is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
        return self.alias(is_read=is_read).order_by("is_read", "-created_at", "-pk")

    def unsent(self) -> NotificationQuerySet:
        """Lines to be mailed at once, of people with an address, that no mail has told yet."""
        return self.unmailed().filter(mail_when="at_once")

    def unmailed(self) -> NotificationQuerySet:
        return self.filter(emailed_at__isnull=True, recipient__is_active=True).exclude(recipient__email="")
