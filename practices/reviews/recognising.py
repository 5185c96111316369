"""荣誉与认定, given by a review and taken back with a reason. Its certificate says which of both holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices.models import PracticePage, Recognition
from practices.reviews import telling
from practices.reviews.permissions import must_organise
from vocabulary.models import Scheme

if TYPE_CHECKING:
    from accounts.models import User
    from practices.models import Review
    from vocabulary.models import Term


def recognise(*, review: Review, award: Term, by: User) -> Recognition:
    """Inside the decision's transaction."""
    if award.scheme != Scheme.RECOGNITION or award.retired:
        raise ValidationError({"awards": _("请从荣誉与认定的词条中选。")})
    if Recognition.objects.filter(practice=review.practice, award=award, withdrawn_on=None).exists():
        raise ValidationError({"awards": _("案例已有“%(award)s”。") % {"award": award.name}})
    row = Recognition.objects.create(
        practice=review.practice, award=award, given_by=by, review=review, version_number=review.version_number
    )
    data = {"award": award.code, "number": row.number}
    log(instance=review.practice, action="practices.recognition.give", user=by, data=data)
    return row


@transaction.atomic
def recognition_withdraw(*, recognition: Recognition, by: User, reason: str) -> None:
    """The city is told why; the certificate's address stays and says that it no longer holds."""
    must_organise(by)
    PracticePage.objects.select_for_update().filter(pk=recognition.practice_id).order_by().first()
    row = Recognition.objects.select_related("practice", "award").get(pk=recognition.pk)
    if row.withdrawn_on is not None:
        raise ValidationError(_("已经撤销。"))
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    row.withdrawn_on, row.withdrawn_by, row.withdraw_reason = timezone.localdate(), by, reason.strip()
    row.full_clean()
    row.save()
    data = {"award": row.award.code, "reason": row.withdraw_reason}
    log(instance=row.practice, action="practices.recognition.withdraw", user=by, data=data)
    telling.withdrawn(row, by)
