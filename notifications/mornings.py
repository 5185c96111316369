"""When what was collected is told: as the working day begins, and the week. By the clock of the site (TIME_ZONE), whatever
zone the machine is set to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

HOUR = 8


def morning(now: datetime) -> datetime:
    """The last time the hour struck."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    today = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def monday(now: datetime) -> datetime:
    """The last time the hour struck on a Monday."""
    last = morning(now)
    return last - timedelta(days=last.weekday())


def next_morning(now: datetime) -> datetime:
    return morning(now) + timedelta(days=1)


def next_monday(now: datetime) -> datetime:
    return monday(now) + timedelta(days=7)
