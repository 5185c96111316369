"""Visits happen in China, whatever zone the server keeps."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> date:
    return timezone.now().astimezone(CHINA).date()


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, CHINA)
