"""Reviews and the people in them, by the services their screens call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from cities.models import Membership, Role
from practices.models import OutcomeIndicator, PracticePage, Review, ReviewAssignment
from practices.reviews.assigning import assignment_accept, reviewer_assign
from practices.reviews.judging import Given, scores_hand_in
from practices.reviews.opening import review_open
from tests.factories.cities import city, curator, member_of
from tests.factories.practices import practice


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def reviewer_of(slug: str, **fields: Any) -> User:
    return member_of(slug, Role.REVIEWER, **fields)


def membership_of(person: User) -> Membership:
    return Membership.objects.get(user=person, role=Role.REVIEWER)


def measured_case(slug: str = "rizhao", **fields: Any) -> PracticePage:
    """Published, with an indicator that bears the level 有数据."""
    page = practice(slug, published=False, **fields)
    page.indicators = [
        OutcomeIndicator(name="投诉", unit="件", before=120, after=45, source="热线", measured_on=date(2024, 3, 1))
    ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def opened(page: PracticePage | None = None, by: User | None = None, **fields: Any) -> Review:
    return review_open(practice=page or measured_case(), by=by or curator(), **{"due_on": days(30), **fields})


def assigned(review: Review, person: User, *, accepts: bool = True) -> ReviewAssignment:
    row = reviewer_assign(review=review, membership=membership_of(person), by=review.opened_by)
    if accepts:
        assignment_accept(assignment=row, by=person)
    row.refresh_from_db()
    return row


def marks(review: Review, points: int = 2, **fields: Given) -> dict[str, Given]:
    """A full form: every condition met, every criterion with the same points."""
    return {
        each.code: Given(is_met=True) if each.is_exclusion else Given(points=points, reason=f"{each.label}理由")
        for each in review.rubric.criteria.all()
    } | {code.replace("_", "-"): given for code, given in fields.items()}


def scored(review: Review, *points: int) -> list[ReviewAssignment]:
    """By one reviewer of another city for each number."""
    rows = []
    for number, slug in zip(points, ("jinan", "heze", "weifang", "yantai"), strict=False):
        row = assigned(review, reviewer_of(slug, name=f"{city(slug)}评审"))
        scores_hand_in(assignment=row, given=marks(review, number), by=row.membership.user)
        rows.append(row)
    review.refresh_from_db()
    return rows
