"""A city writes down that it takes over a case, how it goes on, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.viewers import viewer_of
from practices.adoptions import telling
from practices.adoptions.permissions import may_record, may_take_back, may_work_on
from practices.adoptions.provenance import came_before, why_circular
from practices.adoptions.standing import grade_again
from practices.adoptions.states import NEXT, TRIED
from practices.models import Adoption, AdoptionIndicator, AdoptionState, PracticePage, Visibility
from practices.reading import Reading, reading_of

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City


@dataclass(frozen=True)
class Figures:
    """What the adopting city measured of one indicator."""

    before: Decimal | None = None
    after: Decimal | None = None
    measured_on: date | None = None
    source: str = ""

    @property
    def is_empty(self) -> bool:
        return self.before is None and self.after is None


# --- recorded -----------------------------------------------------------------------------------------------------
def why_not_record(practice: PracticePage, city: City) -> str:
    """In words, empty where this city may record that it takes over this case."""
    if practice.city_id == city.pk:
        return _("这是本市自己的案例，不用登记借鉴。")
    if not practice.live:
        return _("这个案例已经撤下，不能再登记借鉴。")
    if Adoption.objects.standing().filter(practice_uuid=practice.uuid, city=city).exists():
        return _("%(city)s已经登记过借鉴这个案例，请在原来的记录上继续填写。") % {"city": city.name}
    return why_circular(practice, city)


@transaction.atomic
def adoption_record(
    *,
    practice: PracticePage,
    city: City,
    by: User,
    state: str,
    since: date,
    note: str,
    visibility: str = "",
    came_from: str = "",
    came_from_id: int | None = None,
) -> Adoption:
    """`note`: one sentence. `visibility`: that of the case where none is said. Raises ValidationError in words,
    PermissionDenied for who may not."""
    practice = PracticePage.objects.select_for_update().order_by().get(pk=practice.pk)
    if city.pk in viewer_of(by).city_ids and (refusal := why_not_record(practice, city)):
        raise ValidationError(refusal)
    if not may_record(by, practice, city):
        raise PermissionDenied
    row = Adoption(
        practice=practice,
        practice_uuid=practice.uuid,
        practice_title=practice.title,
        origin_city=practice.city,
        city=city,
        state=state,
        since=since,
        visibility=_no_wider(visibility, practice),
        came_from=came_from,
        came_from_id=came_from_id,
        recorded_by=by,
    )
    _dated(row, after=None)
    row.full_clean()
    row.save()
    _add_step(row, note, by)
    log(instance=row, action="practices.adoption.record", user=by, data={"city": city.name, "state": state})
    telling.recorded(row, by)
    return row


def _no_wider(visibility: str, practice: PracticePage) -> str:
    """Of a case that is not public a record cannot be."""
    if practice.visibility != Visibility.PUBLIC:
        return Visibility.ALLIANCE
    return visibility or Visibility.PUBLIC


def _dated(row: Adoption, *, after: date | None) -> None:
    """Checks the day of the state it has come to, and keeps the first of those that count."""
    if row.since > timezone.localdate():
        raise ValidationError({"since": _("日期不能晚于今天。")})
    if after is not None and row.since < after:
        raise ValidationError({"since": _("日期不能早于上一步（%(day)s）。") % {"day": after.isoformat()}})
    began_as_stopped = row._state.adding and row.state == AdoptionState.STOPPED
    if row.tried_on is None and (row.state in TRIED or began_as_stopped):
        row.tried_on = row.since
    if row.adopted_on is None and row.state == AdoptionState.ADOPTED:
        row.adopted_on = row.since


def _add_step(row: Adoption, note: str, by: User) -> None:
    if not note.strip():
        raise ValidationError({"note": _("请用一句话说明。")})
    step = row.steps.model(adoption=row, state=row.state, on=row.since, note=note.strip(), recorded_by=by)
    step.full_clean()
    step.save()


# --- how it goes on -----------------------------------------------------------------------------------------------
@transaction.atomic
def adoption_move(*, adoption: Adoption, by: User, state: str, since: date, note: str) -> Adoption:
    """To one of NEXT. Raises as adoption_record."""
    row = _own(adoption, by)
    if state not in NEXT[row.state]:
        raise ValidationError(
            {"state": _("现在是“%(state)s”，不能这样改。请刷新页面。") % {"state": row.get_state_display()}}
        )
    last = row.since
    row.state, row.since, row.grown_at = state, since, timezone.now()
    _dated(row, after=last)
    row.full_clean()
    row.save()
    _add_step(row, note, by)
    log(instance=row, action="practices.adoption.move", user=by, data={"state": state, "since": since.isoformat()})
    grade_again(row)
    telling.moved(row, note.strip(), by)
    return row


@transaction.atomic
def adoption_grow(
    *,
    adoption: Adoption,
    by: User,
    adapted: str,
    result: str,
    failed: str,
    visibility: str = "",
    outcome: PracticePage | None = None,
    measured: Mapping[str, Figures] | None = None,
) -> Adoption:
    """`measured`: by key of the case's indicator; a row without figures is removed, one that is not named stays. Raises
    as adoption_record."""
    row = _own(adoption, by)
    had_result = _has_result(row)
    row.adapted, row.result, row.failed = adapted.strip(), result.strip(), failed.strip()
    row.outcome = _own_outcome(row, outcome)
    if row.practice is not None:
        row.visibility = _no_wider(visibility or row.visibility, row.practice)
    row.grown_at = timezone.now()
    row.full_clean()
    row.save()
    _measure(row, measured or {})
    log(instance=row, action="practices.adoption.grow", user=by, data={"indicators": row.indicators.count()})
    grade_again(row)
    if _has_result(row):
        telling.grown(row, by, is_first=not had_result)
    return row


def _own(adoption: Adoption, by: User) -> Adoption:
    """Locked and fresh."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("practice", "city", "origin_city")
    row: Adoption = rows.get(pk=adoption.pk)
    if not may_work_on(by, row):
        raise PermissionDenied
    return row


def _has_result(row: Adoption) -> bool:
    return Adoption.objects.with_result().filter(pk=row.pk).exists()


def _own_outcome(row: Adoption, outcome: PracticePage | None) -> PracticePage | None:
    if outcome is None:
        return None
    if outcome.city_id != row.city_id:
        raise ValidationError({"outcome": _("只能选本市的案例。")})
    if row.practice_id is not None and (outcome.pk == row.practice_id or outcome.pk in came_before(row.practice_id)):
        raise ValidationError({"outcome": _("对方的案例本来就借鉴自这个案例，不能再作为借鉴的结果。")})
    return outcome


def indicators_to_measure(practice: PracticePage) -> list[dict[str, Any]]:
    """As readers see them, each with its key."""
    reading: Reading = reading_of(practice)
    return list(reading.content.get("indicators") or [])


def _measure(row: Adoption, measured: Mapping[str, Figures]) -> None:
    if not measured:
        return
    known = {each["key"]: each for each in indicators_to_measure(row.practice)} if row.practice else {}
    there = {str(each.key): each for each in row.indicators.all()}
    for key, figures in measured.items():
        kept = there.get(key)
        if figures.is_empty:
            if kept is not None:
                kept.delete()
        elif kept is not None or key in known:
            _keep(kept or _copied(row, known[key]), figures)
        else:
            raise ValidationError(_("案例的指标已经变动，请刷新页面再填。"))


def _copied(row: Adoption, indicator: Mapping[str, Any]) -> AdoptionIndicator:
    copied = {name: indicator[name] for name in ("key", "name", "unit", "better")}
    return AdoptionIndicator(adoption=row, **copied)


def _keep(row: AdoptionIndicator, figures: Figures) -> None:
    if figures.measured_on is not None and figures.measured_on > timezone.localdate():
        raise ValidationError(_("“%(name)s”的统计时间不能晚于今天。") % {"name": row.name})
    row.before, row.after, row.measured_on = figures.before, figures.after, figures.measured_on
    row.source = figures.source.strip()
    row.full_clean()
    row.save()


# --- taken back ---------------------------------------------------------------------------------------------------
@transaction.atomic
def adoption_take_back(*, adoption: Adoption, by: User, reason: str) -> None:
    """Recorded by mistake, or not fit to stand. The row stays; the city may record anew. Raises as adoption_record."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("practice", "city", "origin_city")
    row = rows.get(pk=adoption.pk)
    if not may_take_back(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因。")})
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = timezone.now(), by, reason.strip()
    row.full_clean()
    row.save()
    log(instance=row, action="practices.adoption.take_back", user=by, data={"reason": row.withdraw_reason})
    grade_again(row)
    telling.taken_back(row, by)
