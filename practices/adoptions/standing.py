"""他市复现 follows from what is recorded here (practices.reviews.evidence, decision 57)."""

from __future__ import annotations

from django.utils import timezone

from practices.models import Adoption, PracticePage
from practices.reviews.evidence import ConfirmedAdoption, grade_by_adoptions, register_adoptions


@register_adoptions
def confirmed_adoptions(practice: int) -> list[ConfirmedAdoption]:
    rows = Adoption.objects.confirmed().filter(practice=practice).order_by("-verified_at")
    found = rows.values_list("city", "verified_at")
    return [ConfirmedAdoption(city, timezone.localtime(at).date()) for city, at in found if at is not None]


def grade_again(adoption: Adoption) -> None:
    """After any change that may make or undo a confirmed adoption. Inside the transaction of that change."""
    practice = PracticePage.objects.filter(pk=adoption.practice_id).first()
    if practice is not None:
        grade_by_adoptions(practice=practice)
