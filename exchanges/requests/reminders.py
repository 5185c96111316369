"""Told by the clock: the day a city hoped for an answer has passed."""

from __future__ import annotations

from accounts.models import User
from cities.models import Membership, Role
from exchanges.models import SolutionRequest
from exchanges.requests.telling import tell_overdue
from notifications.events import Event
from notifications.models import Notification


def remind_of_requests() -> int:
    """Once for each day that was asked for, however often this is called. Returns how many lines are new. What only its own
    city reads is not brought to the office."""
    told = set(Notification.objects.filter(event=Event.REQUEST_OVERDUE).values_list("dedupe_key", flat=True))
    overdue = SolutionRequest.objects.overdue().filter(hidden_at=None).select_related("city", "author")
    new = [row for row in overdue if f"request-overdue-{row.pk}-{row.deadline.isoformat()}" not in told]
    office = _office() if new else []
    return sum(tell_overdue(row, office) for row in new)


def _office() -> list[User]:
    rows = Membership.objects.active().filter(city=None, role=Role.CURATOR).select_related("user")
    return [row.user for row in rows]
