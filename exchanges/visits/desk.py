"""What waits for a person about visits, as rows that the desk counts and shows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cities.viewers import viewer_of
from exchanges.models import AHEAD, FollowUp, SignupState, Visit, VisitQuestion, VisitSignup
from exchanges.visits.clock import today
from exchanges.visits.reminders import without_take_away


def to_decide(user: Any) -> QuerySet[VisitSignup]:
    """Cities that ask to come to one's own."""
    hosts = viewer_of(user).writing_city_ids
    return VisitSignup.objects.filter(state=SignupState.ASKED, visit__state__in=AHEAD, visit__city__in=hosts)


def to_reply(user: Any) -> QuerySet[VisitQuestion]:
    """Questions nobody of the host has answered."""
    hosts = viewer_of(user).writing_city_ids
    return VisitQuestion.objects.filter(answered_at=None, visit__state__in=AHEAD, visit__city__in=hosts)


def to_write_home(user: Any) -> QuerySet[VisitSignup]:
    """Own cities that went and have written nothing."""
    return VisitSignup.objects.filter(without_take_away(), city__in=viewer_of(user).city_ids, visit__in=_readable(user))


def to_follow_up(user: Any) -> QuerySet[FollowUp]:
    """启动了吗？, due and unanswered."""
    mine = viewer_of(user).city_ids
    due = FollowUp.objects.filter(answer="", due_on__lte=today(), signup__city__in=mine)
    return due.filter(signup__visit__in=_readable(user))


def _readable(user: Any) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).order_by().values("pk")
