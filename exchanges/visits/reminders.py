"""By the clock: states follow the day, people are reminded, and a quarter later asked whether they began."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from exchanges.models import FollowUp, SignupState, TakeAway, Visit, VisitSignup, VisitState
from exchanges.visits import telling
from exchanges.visits.clock import today
from exchanges.visits.states import follow_the_rule, locked

#: Days before sign-up ends when the host is reminded.
CLOSING_WITHIN = timedelta(days=2)
#: After this nobody is asked any more what was taken home.
FORGOTTEN_AFTER = timedelta(days=180)


def follow_the_day() -> int:
    """Visits whose state the day has changed; returns how many."""
    day = today()
    late = Q(sign_up_until__lt=day, state__in=[VisitState.OPEN, VisitState.FULL]) | Q(ends_on__lt=day)
    return sum(_follow(visit) for visit in Visit.objects.ahead().filter(late))


@transaction.atomic
def _follow(visit: Visit) -> bool:
    return follow_the_rule(locked(visit))


def remind_of_visits() -> int:
    """Each line once for each person, however often this is called. Returns how many visits, cities and follow-ups were
    looked at."""
    return _closing() + _tomorrow() + _take_aways() + _follow_ups()


def _closing() -> int:
    day = today()
    soon = Visit.objects.filter(
        state__in=[VisitState.OPEN, VisitState.FULL], sign_up_until__range=(day, day + CLOSING_WITHIN)
    )
    undecided = Count("signups", filter=Q(signups__state=SignupState.ASKED))
    rows = list(soon.annotate(undecided=undecided).filter(undecided__gt=0).select_related("city", "author"))
    for visit in rows:
        telling.closing_soon(visit, visit.undecided)
    return len(rows)


def _tomorrow() -> int:
    rows = list(Visit.objects.ahead().filter(starts_on=today() + timedelta(days=1)).select_related("city", "author"))
    for visit in rows:
        telling.tomorrow(visit)
    return len(rows)


def without_take_away() -> Q:
    """Of sign-ups: the city was there and has written nothing."""
    written = TakeAway.objects.filter(visit=OuterRef("visit"), city=OuterRef("city"))
    recent = Q(visit__ends_on__gte=today() - FORGOTTEN_AFTER)
    return Q(state=SignupState.APPROVED, visit__state=VisitState.HELD) & recent & ~Exists(written)


def _take_aways() -> int:
    rows = VisitSignup.objects.filter(without_take_away(), take_away_asked_at=None)
    rows = list(rows.select_related("visit__city", "city", "asked_by"))
    for row in rows:
        with transaction.atomic():
            telling.take_away_due(row)
            VisitSignup.objects.filter(pk=row.pk).update(take_away_asked_at=timezone.now())
    return len(rows)


def _follow_ups() -> int:
    rows = FollowUp.objects.filter(answer="", told_at=None, due_on__lte=today(), signup__visit__hidden_at=None)
    rows = list(rows.select_related("signup__visit__city", "signup__city", "signup__asked_by"))
    for row in rows:
        with transaction.atomic():
            telling.ask_after(row)
            FollowUp.objects.filter(pk=row.pk).update(told_at=timezone.now())
    return len(rows)
