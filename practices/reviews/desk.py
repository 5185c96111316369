"""What of reviews waits for a person: to score, to answer for the city, and for the office to move on."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cities.viewers import viewer_of
from practices.models import AWAITED, RUNNING, AssignmentState, Review, ReviewAssignment, ReviewState
from practices.reviews.assigning import FEWEST_REVIEWERS
from practices.reviews.permissions import assignments_of, may_organise


def to_score(user: Any) -> QuerySet[ReviewAssignment]:
    """Asked and not yet answered, or accepted and not yet handed in."""
    return assignments_of(user).filter(state__in=AWAITED, review__state__in=RUNNING)


def to_answer(user: Any) -> QuerySet[Review]:
    return Review.objects.filter(state=ReviewState.WITH_AUTHOR, city__in=viewer_of(user).writing_city_ids)


def to_move_on(user: Any) -> QuerySet[Review]:
    """Everybody asked is done or has left, or the author has answered or let the time pass."""
    if not may_organise(user):
        return Review.objects.none()
    here = Q(assignments__turn=F("turn"))
    counted = Review.objects.annotate(
        waiting=Count("assignments", filter=here & Q(assignments__state__in=AWAITED)),
        scored=Count("assignments", filter=here & Q(assignments__state=AssignmentState.DONE)),
        at_it=Count("assignments", filter=here & Q(assignments__state=AssignmentState.ACCEPTED)),
    )
    enough = Q(state=ReviewState.SCORING, scored__gte=FEWEST_REVIEWERS, at_it=0)
    nobody = Q(state__in=(ReviewState.OPEN, ReviewState.SCORING), scored__lt=FEWEST_REVIEWERS, waiting=0)
    silent = Q(state=ReviewState.WITH_AUTHOR, answer_by__lt=timezone.localdate())
    return counted.filter(enough | nobody | silent | Q(state=ReviewState.ANSWERED))
