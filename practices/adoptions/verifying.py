"""The city of the case, or the office, says whether what an adopter recorded is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.viewers import viewer_of
from practices.adoptions import telling
from practices.adoptions.permissions import may_verify
from practices.adoptions.standing import grade_again
from practices.adoptions.states import VERDICTS
from practices.models import Adoption, AdoptionVerification, Verdict

if TYPE_CHECKING:
    from accounts.models import User


def why_not_verdict(adoption: Adoption, verdict: str, words: str) -> str:
    """In words, empty where it may be given."""
    if verdict not in VERDICTS[adoption.verdict]:
        return _("这条记录已经核实过，请刷新页面。")
    if verdict == Verdict.CONFIRMED and not Adoption.objects.with_result().filter(pk=adoption.pk).exists():
        return _("对方还没有填写结果，没有可以核实的内容。")
    if verdict != Verdict.CONFIRMED and not words.strip():
        return _("请写明理由。")
    return ""


@transaction.atomic
def adoption_verify(*, adoption: Adoption, by: User, verdict: str, words: str = "") -> AdoptionVerification:
    """One of VERDICTS. Raises ValidationError in words, PermissionDenied for who may not."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("practice", "city", "origin_city")
    row = rows.get(pk=adoption.pk)
    if not may_verify(by, row):
        raise PermissionDenied
    if refusal := why_not_verdict(row, verdict, words):
        raise ValidationError(refusal)
    is_origin = row.origin_city_id in viewer_of(by).writing_city_ids
    given = AdoptionVerification(
        adoption=row, verdict=verdict, words=words.strip(), city=row.origin_city if is_origin else None, given_by=by
    )
    given.full_clean()
    given.save()
    stands = verdict != Verdict.WITHDRAWN
    row.verdict, row.verified_at = (verdict, timezone.now()) if stands else ("", None)
    row.save(update_fields=["verdict", "verified_at"])
    log(instance=row, action="practices.adoption.verify", user=by, data={"verdict": verdict, "words": given.words})
    grade_again(row)
    telling.verified(row, given, by)
    return given
