"""Which state follows which, and which one is true today."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchanges.models import FollowUp, SignupState, Visit, VisitState
from exchanges.visits.clock import today
from exchanges.visits.follow_up_days import first_day

NEXT: dict[str, frozenset[str]] = {
    VisitState.DRAFT: frozenset({VisitState.OPEN}),
    VisitState.OPEN: frozenset({VisitState.FULL, VisitState.CLOSED, VisitState.HELD, VisitState.CANCELLED}),
    VisitState.FULL: frozenset({VisitState.OPEN, VisitState.CLOSED, VisitState.HELD, VisitState.CANCELLED}),
    VisitState.CLOSED: frozenset({VisitState.OPEN, VisitState.FULL, VisitState.HELD, VisitState.CANCELLED}),
    VisitState.HELD: frozenset(),
    VisitState.CANCELLED: frozenset(),
}


def locked(visit: Visit) -> Visit:
    """As it stands now; every step of a visit takes this lock first."""
    return Visit.objects.select_for_update(of=("self",)).select_related("city", "author").get(pk=visit.pk)


def move(visit: Visit, state: str) -> None:
    """Under the lock. Raises ValidationError where the table knows no such step."""
    if state not in NEXT[visit.state]:
        raise ValidationError(_("这次考察%(state)s，不能再这样做。请刷新页面。") % {"state": visit.get_state_display()})
    visit.state = state
    visit.save(update_fields=["state"])
    if state == VisitState.HELD:
        _plan_follow_ups(visit)


def places_taken(visit: Visit) -> int:
    """People of cities that are approved."""
    taken: int | None = visit.signups.filter(state=SignupState.APPROVED).aggregate(sum=Sum("number"))["sum"]
    return taken or 0


def state_today(visit: Visit, taken: int, day: date) -> str:
    """Of a visit that has been published and not cancelled."""
    if visit.ends_on < day:
        return VisitState.HELD
    if visit.sign_up_until < day:
        return VisitState.CLOSED
    return VisitState.FULL if taken >= visit.places else VisitState.OPEN


def follow_the_rule(visit: Visit) -> bool:
    """Under the lock: what the day and the places taken make of it. Returns whether anything changed."""
    if not visit.is_ahead:
        return False
    state = state_today(visit, places_taken(visit), today())
    if state == visit.state:
        return False
    move(visit, state)
    if state == VisitState.HELD:
        log(instance=visit, action="exchanges.visit.held")
    return True


def _plan_follow_ups(visit: Visit) -> None:
    due = first_day(visit)
    rows = visit.signups.filter(state=SignupState.APPROVED, follow_ups__isnull=True)
    FollowUp.objects.bulk_create(FollowUp(signup=row, due_on=due) for row in rows)
