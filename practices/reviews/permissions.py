"""Who takes which part in a review. Scores and statements are secret to everybody else, before the decision and after."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from cities.models import Membership
from cities.viewers import viewer_of
from notifications.permissions import register_read_rule
from practices.models import AWAITED, AssignmentState, Review, ReviewAssignment, ReviewState

#: From here on the author's city reads scores and reasons.
TOLD = (ReviewState.WITH_AUTHOR, ReviewState.ANSWERED, ReviewState.DECIDED, ReviewState.EXCLUDED)
#: Those asked and not yet answered, at it, or done.
TAKING_PART = (*AWAITED, AssignmentState.DONE)


def may_organise(user: Any) -> bool:
    """Opens reviews, assigns reviewers, decides."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator


def must_organise(user: Any) -> None:
    """Raises PermissionDenied."""
    if not may_organise(user):
        raise PermissionDenied


def is_author(user: Any, review: Review) -> bool:
    """The city's editors and approvers speak for the author, so that a review does not wait for one person."""
    return review.city_id in viewer_of(user).writing_city_ids


def may_answer(user: Any, review: Review) -> bool:
    return is_author(user, review) and (review.state in TOLD or _was_asked(review))


def _was_asked(review: Review) -> bool:
    return bool(review.is_running and review.statements.exists())


def may_read_scores(user: Any, review: Review) -> bool:
    """Of all reviewers. A reviewer reads own ones only (assignments_of)."""
    return may_organise(user) or (is_author(user, review) and review.state in TOLD)


def may_see_names(user: Any, review: Review) -> bool:
    return may_organise(user) or not review.is_anonymous


@register_read_rule(Review)
def may_read_review(user: Any, review: Review) -> bool:
    return reviews_for(user).filter(pk=review.pk).exists()


def reviews_for(user: Any) -> QuerySet[Review]:
    """That a review exists is known to the office, the city of the case and the reviewers taking part."""
    viewer = viewer_of(user)
    reviews = Review.objects.all()
    if may_organise(user):
        return reviews
    if viewer.user_id is None:
        return reviews.none()
    own = assignments_of(user).filter(review=OuterRef("pk"))
    return reviews.filter(Q(city__in=viewer.writing_city_ids) | Q(Exists(own.order_by())))


def assignments_of(user: Any) -> QuerySet[ReviewAssignment]:
    """A reviewer's own, as long as the membership they review for lasts."""
    viewer = viewer_of(user)
    if viewer.user_id is None:
        return ReviewAssignment.objects.none()
    memberships = Membership.objects.active().filter(user=viewer.user_id, city__in=viewer.city_ids)
    return ReviewAssignment.objects.filter(membership__in=memberships, state__in=TAKING_PART)
