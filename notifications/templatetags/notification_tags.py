from __future__ import annotations

from typing import Any

from django import template

from notifications.models import Notification

register = template.Library()


@register.simple_tag
def unread_count(user: Any) -> int:
    """One query for people, none for visitors."""
    return Notification.objects.of(user).unread().count() if user.is_authenticated else 0
