"""Whether what a notification speaks of may still be seen. Apps above say it for their own models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from notifications.models import Notification

ReadRule = Callable[[Any, Any], bool]
_rules: dict[type[models.Model], ReadRule] = {}


def register_read_rule(model: type[models.Model]) -> Callable[[ReadRule], ReadRule]:
    """Decorator for `rule(user, target)`; without one a target of that model is never shown."""

    def register(rule: ReadRule) -> ReadRule:
        _rules[model] = rule
        return rule

    return register


def may_still_read(notification: Notification) -> bool:
    """Asked when the line is shown and when the mail is sent: rights may have ended since it was written."""
    target = notification.target
    if target is None:
        return False
    target = getattr(target, "specific", target)
    rule = _rules.get(type(target))
    return rule is not None and rule(notification.recipient, target)
