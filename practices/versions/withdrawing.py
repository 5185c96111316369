"""Taking a case off the site, with a reason for its readers; and what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from practices.models import Hold, PracticePage, Visibility, Withdrawal

if TYPE_CHECKING:
    from accounts.models import User

#: What readers may be told it was for; the last of Category says what happened, not why.
CATEGORIES = [choice for choice in Withdrawal.Category.choices if choice[0] != Withdrawal.Category.ERASED]
WIDEST_FIRST = [Visibility.PUBLIC, Visibility.ALLIANCE, Visibility.CITY]


def record_withdrawal(*, practice: PracticePage, by: User | None, category: str, reason: str) -> Withdrawal:
    """Inside the transaction that takes the case off, before it does: the page knows its address and audience still."""
    visibility, was_hidden = _audience(practice)
    return Withdrawal.objects.create(
        practice=practice,
        short_id=practice.short_id,
        # Of the row and not of the object in hand, which may be a draft.
        title=PracticePage.objects.values_list("title", flat=True).get(pk=practice.pk),
        city_id=practice.city_id,
        address=address_of(practice),
        # What should never have been public leaves no sign outside its city.
        visibility=Visibility.CITY if category == Withdrawal.Category.UNFIT else visibility,
        was_hidden=was_hidden,
        last_version=practice.versions.aggregate(last=Max("number"))["last"] or 0,
        category=category,
        reason=reason.strip(),
        withdrawn_by=by,
    )


def lift_withdrawal(practice: PracticePage) -> None:
    """The case is on the site again."""
    for row in Withdrawal.objects.open().filter(practice=practice.pk):
        row.lifted_at = timezone.now()
        row.save(update_fields=["lifted_at"])


def note_unpublished(practice: PracticePage) -> None:
    """Off the site by another way than practice_unpublish: expired, by a script, with the pages above it."""
    if not Withdrawal.objects.open().filter(practice=practice.pk).exists():
        record_withdrawal(practice=practice, by=None, category=Withdrawal.Category.OTHER, reason="")


def note_erased(practice: PracticePage) -> None:
    """The case itself is about to be deleted. Of what was never published nothing is left."""
    if not practice.versions.exists():
        return
    row = Withdrawal.objects.open().filter(practice=practice.pk).first()
    if row is None:
        row = record_withdrawal(practice=practice, by=None, category=Withdrawal.Category.ERASED, reason="")
    row.erased_at = timezone.now()
    row.save(update_fields=["erased_at"])


def forget(short_ids: list[str]) -> None:
    """Of the sample, which leaves nothing behind."""
    Withdrawal.objects.filter(short_id__in=short_ids).delete()


def address_of(practice: PracticePage) -> str:
    parts: Any = practice.get_url_parts()
    return str(parts[2]) if parts else ""


def _audience(practice: PracticePage) -> tuple[str, bool]:
    """The narrower of its own visibility and what holds leave; whether it was taken down."""
    own = PracticePage.objects.values_list("visibility", flat=True).get(pk=practice.pk)
    limits = set(Hold.objects.filter(practice=practice.pk, lifted_at__isnull=True).values_list("limit", flat=True))
    narrowed = [Visibility(own), *(Visibility(limit) for limit in limits if limit != Hold.Limit.HIDDEN)]
    return max(narrowed, key=WIDEST_FIRST.index).value, Hold.Limit.HIDDEN in limits
