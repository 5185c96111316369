"""Saying that a case was of use, and taking it back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from cities.viewers import viewer_of
from exchanges.helpful.permissions import may_find_helpful
from exchanges.limits import limit, must_not_flood
from exchanges.models import Helpful
from practices.case_panels import register_beside
from practices.models import PracticePage

BESIDE = "helpful_number"
limit("helpful", Helpful, an_hour=60, a_day=200)


@transaction.atomic
def helpful_say(*, practice: PracticePage, by: User, reason: str | None = None) -> Helpful:
    """Once a person and case; said again with a `reason`, only that changes. Raises ValidationError in words."""
    if not may_find_helpful(by, practice):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=by.pk)
    row = Helpful.objects.filter(practice=practice, author=by).first()
    if row is None:
        must_not_flood(by, "helpful")
        row = Helpful(practice=practice, author=by, city_id=min(viewer_of(by).city_ids, default=None))
    if reason is not None:
        row.reason = reason.strip()
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def helpful_take_back(*, practice: PracticePage, by: User) -> None:
    for row in Helpful.objects.filter(practice=practice, author=by):
        row.delete()


def helpful_number(practice: PracticePage) -> int:
    """How many people found it useful; fetched with the page where that is read (`register_beside`)."""
    number = getattr(practice, BESIDE, None)
    return Helpful.objects.filter(practice=practice).count() if number is None else int(number)


def _number_of_the_row() -> Coalesce:
    rows = Helpful.objects.filter(practice=OuterRef("pk")).order_by().values("practice")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


register_beside(BESIDE, _number_of_the_row)
