"""By the clock: reviewers are reminded before and after their date; who has left is released."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.services import in_site_language
from practices.models import AWAITED, ReviewAssignment
from practices.reviews import telling
from practices.reviews.assigning import assignment_release

BEFORE = timedelta(days=3)
#: After the date: the next day, and again every so many days, so many times.
EVERY = timedelta(days=7)
MOST_AFTER = 4


@in_site_language
def remind_reviewers() -> int:
    """Each reminder once, however often this is called. Returns how many assignments were looked at."""
    today = timezone.localdate()
    near = ReviewAssignment.objects.filter(state__in=AWAITED, due_on__lte=today + BEFORE)
    rows = list(near.select_related("review", "membership__user", "membership__city"))
    for row in rows:
        _remind(row)
    return len(rows)


@transaction.atomic
def _remind(row: ReviewAssignment) -> None:
    late = (timezone.localdate() - row.due_on).days
    if late <= 0:
        telling.due_soon(row)
    else:
        telling.late(row, min(1 + (late - 1) // EVERY.days, MOST_AFTER))
    ReviewAssignment.objects.filter(pk=row.pk).update(reminded_at=timezone.now())


@in_site_language
def release_leavers() -> int:
    """Reviewers whose membership, account or city is no longer active. Returns how many."""
    rows = ReviewAssignment.objects.filter(state__in=AWAITED).select_related("membership__user", "membership__city")
    gone = [row for row in rows if _has_left(row)]
    for row in gone:
        assignment_release(assignment=row, by=None, reason=_("评审人已离任"))
    return len(gone)


def _has_left(row: ReviewAssignment) -> bool:
    membership = row.membership
    return not (membership.is_active() and membership.user.is_active and membership.city.is_member)
