"""A city answers for itself which conditions of a case it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import City
from practices.matching.permissions import may_answer
from practices.matching.selectors import asked_by
from practices.models import ConditionAnswer, PracticePage

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def conditions_answer(
    *, practice: PracticePage, city: City, by: User, said: Mapping[UUID, str]
) -> list[ConditionAnswer]:
    """`said`: key of the condition → one of ConditionAnswer.Answer, empty to take an answer back. Returns what changed.

    Raises PermissionDenied for another city or a case this person may not read, ValidationError where a condition is no
    longer asked.
    """
    if not may_answer(by, practice, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    asked = {row.key: row.text for row in asked_by([practice.pk])[practice.pk].conditions}
    if not said.keys() <= asked.keys():
        raise ValidationError(_("案例的成功条件刚刚改过，请刷新页面后重新对照。"))
    there = {row.condition: row for row in _answers(practice, city)}
    changed = []
    for key, answer in said.items():
        row = there.get(key)
        if answer and (row is None or (row.answer, row.text) != (answer, asked[key])):
            changed.append(_write(row, practice, city, by, key, asked[key], answer))
        elif row is not None and not answer:
            row.delete()
            row.answer = ""
            changed.append(row)
    if changed:
        data = {"practice": str(practice.uuid), "answers": {row.text: row.answer for row in changed}}
        log(instance=city, action="practices.conditions", user=by, data=data)
    return changed


def _answers(practice: PracticePage, city: City) -> list[ConditionAnswer]:
    return list(ConditionAnswer.objects.filter(city=city, practice_uuid=practice.uuid))


def _write(
    row: ConditionAnswer | None, practice: PracticePage, city: City, by: User, key: UUID, text: str, answer: str
) -> ConditionAnswer:
    row = row or ConditionAnswer(city=city, practice_uuid=practice.uuid, condition=key)
    row.text, row.answer, row.answered_by, row.answered_at = text, answer, by, timezone.now()
    row.full_clean()
    row.save()
    return row
