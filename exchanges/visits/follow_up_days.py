"""When a visiting city is asked 启动了吗？"""

from __future__ import annotations

from datetime import date, timedelta

from exchanges.models import Visit

#: A quarter: long enough to begin, short enough to remember.
DAYS = 90


def first_day(visit: Visit) -> date:
    return visit.ends_on + timedelta(days=DAYS)


def next_day(answered_on: date) -> date:
    return answered_on + timedelta(days=DAYS)
