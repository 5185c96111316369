"""Who scores: invited by the office, accepting or declining themselves, released when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import Membership
from practices.models import AWAITED, AssignmentState, Review, ReviewAssignment, ReviewState
from practices.reviews import telling
from practices.reviews.conflicts import why_not_review
from practices.reviews.permissions import TAKING_PART, assignments_of, must_organise

if TYPE_CHECKING:
    from accounts.models import User

#: Fewer opinions than this decide nothing.
FEWEST_REVIEWERS = 2


@transaction.atomic
def reviewer_assign(*, review: Review, membership: Membership, by: User) -> ReviewAssignment:
    """Raises ValidationError that says why this person may not."""
    must_organise(by)
    review = locked(review)
    if refusal := why_not_assign(review, membership):
        raise ValidationError(refusal)
    row = ReviewAssignment.objects.create(
        review=review, membership=membership, turn=review.turn, due_on=review.due_on, invited_by=by
    )
    data = {"reviewer": membership.user_id, "city": membership.city.code}
    log(instance=review, action="practices.review.assign", user=by, data=data)
    telling.invited(row, by)
    return row


def why_not_assign(review: Review, membership: Membership) -> str:
    if review.state not in (ReviewState.OPEN, ReviewState.SCORING):
        return _("评分已经结束，不能再请评审人。")
    asked = review.assignments.filter(membership__user=membership.user_id, turn=review.turn)
    if asked.filter(state=AssignmentState.DECLINED).exists():
        return _("已经谢绝过这次评审。")
    if asked.exists():
        return _("已经请过这位评审人。")
    return why_not_review(membership, review)


@transaction.atomic
def assignment_accept(*, assignment: ReviewAssignment, by: User) -> None:
    """A conflict that has come up since is refused in the same words as at first."""
    row, review = locked_assignment(assignment, by, AssignmentState.INVITED)
    if refusal := why_not_review(row.membership, review):
        raise ValidationError(refusal)
    row.state, row.accepted_at = AssignmentState.ACCEPTED, timezone.now()
    row.save(update_fields=["state", "accepted_at"])
    follow_assignments(review)
    log(instance=review, action="practices.review.accept", user=by)


@transaction.atomic
def assignment_decline(*, assignment: ReviewAssignment, by: User, reason: str) -> None:
    """Also after accepting, as long as nothing was handed in."""
    row, review = locked_assignment(assignment, by, *AWAITED)
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    _leave(row, AssignmentState.DECLINED, reason)
    follow_assignments(review)
    log(instance=review, action="practices.review.decline", user=by, data={"reason": row.reason})
    telling.declined(row, by)


@transaction.atomic
def assignment_release(*, assignment: ReviewAssignment, by: User | None, reason: str) -> None:
    """By the office, or by the clock (`by` None) when the reviewer has left. What was handed in stays."""
    if by is not None:
        must_organise(by)
    review = locked(assignment.review)
    row = review.assignments.select_related("membership__user").get(pk=assignment.pk)
    if row.state not in AWAITED:
        raise ValidationError(_("已经评完或不再参加，不能解除。"))
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    _leave(row, AssignmentState.RELEASED, reason)
    follow_assignments(review)
    data = {"reviewer": row.membership.user_id, "reason": row.reason}
    log(instance=review, action="practices.review.release", user=by, data=data)
    telling.released(row, by)


def release_all(review: Review, reason: str) -> list[ReviewAssignment]:
    """Whoever has not handed in; in the transaction that ends the scoring."""
    rows = list(review.assignments.filter(state__in=AWAITED).select_related("membership__user"))
    for row in rows:
        _leave(row, AssignmentState.RELEASED, reason)
    return rows


def _leave(row: ReviewAssignment, state: AssignmentState, reason: str) -> None:
    row.state, row.reason = state, reason.strip()
    row.full_clean(validate_constraints=False)
    row.save(update_fields=["state", "reason"])


def follow_assignments(review: Review) -> None:
    """Scoring is under way while somebody scores or has scored in this turn."""
    if review.state not in (ReviewState.OPEN, ReviewState.SCORING):
        return
    at_it = review.assignments.filter(turn=review.turn, state__in=(AssignmentState.ACCEPTED, AssignmentState.DONE))
    review.state = ReviewState.SCORING if at_it.exists() else ReviewState.OPEN
    review.save(update_fields=["state"])


def locked(review: Review) -> Review:
    """As it stands now; every step of a review takes this lock first."""
    return Review.objects.select_for_update().get(pk=review.pk)


def locked_assignment(
    assignment: ReviewAssignment, by: User, *states: AssignmentState
) -> tuple[ReviewAssignment, Review]:
    """The reviewer's own, in one of `states`, of a review that still scores."""
    review = locked(assignment.review)
    own = assignments_of(by).filter(pk=assignment.pk, state__in=TAKING_PART)
    row = own.select_related("membership__user", "membership__city").first()
    if row is None:
        raise PermissionDenied
    if row.state not in states or review.state not in (ReviewState.OPEN, ReviewState.SCORING):
        raise ValidationError(_("评审已进入下一步，请刷新页面。"))
    row.review = review
    return row, review
