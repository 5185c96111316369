"""What of requests waits for a person: the rows behind the lines of 我的工作台."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from cities.models import Membership
from cities.viewers import viewer_of
from exchanges.models import Answer, RequestState, SolutionRequest
from exchanges.models.requests import RequestQuerySet
from notifications.events import Event
from notifications.models import Notification


def _in_sight(user: Any) -> RequestQuerySet:
    rows: RequestQuerySet = SolutionRequest.objects.visible_to(user).filter(hidden_at=None)
    return rows


def requests_to_answer(user: Any) -> RequestQuerySet:
    """Those this person was asked to look at, as contact or follower, as long as nobody has answered."""
    viewer = viewer_of(user)
    told = Notification.objects.filter(recipient=viewer.user_id, event=Event.REQUEST_ASKED)
    told = told.filter(object_id=Cast(OuterRef("pk"), CharField()), content_type__model="solutionrequest")
    rows = _in_sight(user).filter(Exists(told), state=RequestState.OPEN)
    return rows.exclude(city__in=viewer.city_ids)


def requests_to_decide(user: Any) -> RequestQuerySet:
    """Own ones with answers of which none is accepted yet, and own ones whose day has passed. Where the author has left,
    they are the approvers'."""
    viewer = viewer_of(user)
    seated = Membership.objects.active().filter(user=OuterRef("author"), city=OuterRef("city"))
    own = Q(author=viewer.user_id, city__in=viewer.city_ids)
    if viewer.approving_city_ids:
        own |= Q(city__in=viewer.approving_city_ids) & ~Exists(seated)
    if viewer.in_office:
        own |= Q(author=viewer.user_id, city__isnull=True)
    unread = Q(state=RequestState.ANSWERED, accepted_count=0) & Exists(
        Answer.objects.in_sight().filter(request=OuterRef("pk"))
    )
    late = Q(pk__in=SolutionRequest.objects.overdue().values("pk"))
    return _in_sight(user).filter(own).filter(unread | late)


def requests_overdue(user: Any) -> RequestQuerySet:
    """For the office, which helps to find who can answer."""
    return _in_sight(user).filter(city__isnull=False).overdue()
