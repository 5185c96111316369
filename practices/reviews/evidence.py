"""The evidence ladder: what each level asks for, and how a case is given one, keeps it and loses it.

自述 needs nothing. 有数据: an indicator with before, after, source and date. 部门佐证 and 第三方: that, a file of evidence,
and the name of who vouches for it. 他市复现 is never given by a person: it follows from confirmed adoptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from practices.models import EvidenceGrade, EvidenceLevel, PracticePage
from practices.reviews.permissions import must_organise

if TYPE_CHECKING:
    from accounts.models import User
    from practices.models import PracticeVersion, Review

#: What a person can give.
GIVEN = (EvidenceLevel.SELF_REPORTED, EvidenceLevel.DATA, EvidenceLevel.DEPARTMENT, EvidenceLevel.THIRD_PARTY)
WITNESSED = (EvidenceLevel.DEPARTMENT, EvidenceLevel.THIRD_PARTY)
#: For readers, beside the level.
EXPLANATIONS = {
    EvidenceLevel.SELF_REPORTED: gettext_lazy("由案例所在城市自己陈述，尚未核对。"),
    EvidenceLevel.DATA: gettext_lazy("成效指标有前后数字、来源和统计时间，评审核对过。"),
    EvidenceLevel.DEPARTMENT: gettext_lazy("有佐证材料，由其他部门或上级单位证明。"),
    EvidenceLevel.THIRD_PARTY: gettext_lazy("有佐证材料，由高校、审计、媒体等第三方证明。"),
    EvidenceLevel.REPLICATED: gettext_lazy("别的城市照着做过，并记录了结果。"),
}


@dataclass(frozen=True)
class ConfirmedAdoption:
    """Another city took a case over and recorded what came of it."""

    city_id: int
    confirmed_on: date


#: By id of the case, newest first.
FindAdoptions = Callable[[int], list[ConfirmedAdoption]]
_adoptions: list[FindAdoptions] = []


def register_adoptions(find: FindAdoptions) -> FindAdoptions:
    """Decorator. Whoever records adoptions calls `grade_by_adoptions` when one is confirmed or taken back."""
    _adoptions.append(find)
    return find


def adoptions_confirmed(practice: PracticePage) -> list[ConfirmedAdoption]:
    """By other cities than its own."""
    found = [adoption for find in _adoptions for adoption in find(practice.pk)]
    return [adoption for adoption in found if adoption.city_id != practice.city_id]


def level_of(practice: PracticePage) -> EvidenceLevel:
    level = EvidenceGrade.objects.filter(practice=practice).values_list("level", flat=True).first()
    return EvidenceLevel(level or EvidenceLevel.SELF_REPORTED)


def why_not_level(level: int, version: PracticeVersion, witness: str) -> str:
    """In words for the office; empty where this version bears the level."""
    if level not in GIVEN:
        return _("“他市复现”由借鉴记录自动认定，不能手工评定。")
    if level >= EvidenceLevel.DATA and not _has_data(version.content):
        return _("没有一项指标同时写明前后数字、来源和统计时间，达不到“有数据”。")
    if level in WITNESSED and not version.content.get("evidence_files"):
        return _("没有佐证材料，达不到“%(level)s”。") % {"level": EvidenceLevel(level).label}
    if level in WITNESSED and not witness.strip():
        return _("请写明由哪个单位佐证。")
    return ""


def _has_data(content: Mapping[str, Any]) -> bool:
    needed = ("before", "after", "source", "measured_on")
    return any(all(row.get(name) not in (None, "") for name in needed) for row in content.get("indicators") or [])


def grade_by_review(*, review: Review, version: PracticeVersion, level: int, witness: str, by: User) -> EvidenceGrade:
    """Inside the decision's transaction. Raises ValidationError where the version does not bear the level."""
    if refusal := why_not_level(level, version, witness):
        raise ValidationError(refusal)
    practice = version.practice
    if level_of(practice) == EvidenceLevel.REPLICATED:
        raise ValidationError(_("已是“他市复现”，不用再评佐证等级。"))
    return _grade(
        practice,
        level,
        by,
        review=review,
        version_number=version.number,
        witness=witness.strip() if level in WITNESSED else "",
        reason=_short(review.reasons),
    )


@transaction.atomic
def evidence_lower(*, practice: PracticePage, level: int, by: User, reason: str) -> EvidenceGrade:
    """Take a level back; what the case had before stays on record."""
    must_organise(by)
    PracticePage.objects.select_for_update().filter(pk=practice.pk).order_by().first()
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    if level not in GIVEN or level >= level_of(practice):
        raise ValidationError(_("只能改为比现在低的等级。"))
    if adoptions_confirmed(practice):
        raise ValidationError(_("已有城市复现，等级由借鉴记录认定。"))
    return _grade(practice, level, by, reason=_short(reason))


@transaction.atomic
def grade_by_adoptions(*, practice: PracticePage) -> EvidenceGrade | None:
    """他市复现 while another city's adoption stands; back to the last level a review gave when none does. None where
    nothing changes."""
    PracticePage.objects.select_for_update().filter(pk=practice.pk).order_by().first()
    adoptions, level = adoptions_confirmed(practice), level_of(practice)
    if adoptions and level != EvidenceLevel.REPLICATED:
        return _grade(practice, EvidenceLevel.REPLICATED, None, reason=_("已有其他城市采用并记录结果"))
    if not adoptions and level == EvidenceLevel.REPLICATED:
        return _grade(practice, _before_adoptions(practice), None, reason=_("借鉴记录已撤回"))
    return None


def _before_adoptions(practice: PracticePage) -> int:
    grades = EvidenceGrade.objects.filter(practice=practice, level__lt=EvidenceLevel.REPLICATED)
    return grades.values_list("level", flat=True).first() or EvidenceLevel.SELF_REPORTED


def _grade(practice: PracticePage, level: int, by: User | None, **fields: Any) -> EvidenceGrade:
    grade = EvidenceGrade(practice=practice, level=level, given_by=by, **fields)
    grade.full_clean()
    grade.save()
    data = {"level": int(level), "reason": grade.reason}
    log(instance=practice, action="practices.evidence.grade", user=by, data=data)
    return grade


def _short(text: str) -> str:
    longest = EvidenceGrade._meta.get_field("reason").max_length or len(text)
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
