"""Who is told of an adoption: the city of the case, and the city that took it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.selectors import approvers_of
from cities.viewers import viewer_of
from notifications.events import Event
from notifications.services import in_site_language, notify, settle
from practices.models import Verdict
from practices.reminders import keepers_of

if TYPE_CHECKING:
    from practices.models import Adoption, AdoptionVerification


def address_of(adoption: Adoption) -> str:
    return reverse("adoption", args=[adoption.pk])


@in_site_language
def recorded(row: Adoption, by: User) -> None:
    subject = _("%(city)s登记借鉴：%(title)s")
    _tell_origin(row, by, Event.ADOPTION_RECORDED, subject, row.get_state_display(), "recorded")


@in_site_language
def moved(row: Adoption, note: str, by: User) -> None:
    subject = _("%(city)s的借鉴有进展：%(title)s")
    body = _("%(state)s。%(note)s") % {"state": row.get_state_display(), "note": note}
    key = f"{row.state}-{row.since.isoformat()}-{row.steps.count()}"
    _tell_origin(row, by, Event.ADOPTION_RECORDED, subject, body, key)


@in_site_language
def grown(row: Adoption, by: User, *, is_first: bool) -> None:
    """Once a result is there to verify; again when it is changed after that."""
    if is_first or not row.verdict:
        subject = _("%(city)s填写了借鉴结果，请核实：%(title)s")
        _tell_origin(row, by, Event.ADOPTION_RESULT, subject, row.result, "result")
    else:
        subject = _("%(city)s修改了核实过的借鉴结果：%(title)s")
        at = row.grown_at.date().isoformat() if row.grown_at else ""
        _tell_origin(row, by, Event.ADOPTION_RECORDED, subject, row.result, f"changed-{at}")


@in_site_language
def taken_back(row: Adoption, by: User) -> None:
    settle(target=row, events=[Event.ADOPTION_RESULT])
    body = _("原因：%(reason)s") % {"reason": row.withdraw_reason}
    _tell_origin(row, by, Event.ADOPTION_RECORDED, _("%(city)s的借鉴记录已撤下：%(title)s"), body, "taken-back")
    _tell_adopter(row, by, _("本市的借鉴记录已撤下：%(title)s"), body, "taken-back")


@in_site_language
def verified(row: Adoption, given: AdoptionVerification, by: User) -> None:
    settle(target=row, events=[Event.ADOPTION_RESULT])
    subjects = {
        Verdict.CONFIRMED: _("借鉴记录已核实属实：%(title)s"),
        Verdict.DISPUTED: _("对借鉴记录有异议：%(title)s"),
        Verdict.WITHDRAWN: _("借鉴记录的核实已收回：%(title)s"),
    }
    _tell_adopter(row, by, subjects[Verdict(given.verdict)], given.words, str(given.pk))


def _tell_origin(row: Adoption, by: User, event: Event, subject: str, body: str, key: str) -> None:
    keepers = keepers_of(row.practice) if row.practice else []
    notify(
        recipients=[*keepers, *approvers_of(row.origin_city)],
        by=by,
        event=event,
        target=row,
        city=row.origin_city,
        subject=subject % {"city": row.city.name, "title": row.practice_title},
        body=body,
        reason=_("您负责%(city)s的这个案例") % {"city": row.origin_city.name},
        url=address_of(row),
        dedupe_key=f"adoption-{row.pk}-{event}-{key}",
    )


def _tell_adopter(row: Adoption, by: User, subject: str, body: str, key: str) -> None:
    """Who recorded it, as long as they belong to the city, and its approvers."""
    author = [row.recorded_by] if row.city_id in viewer_of(row.recorded_by).city_ids else []
    notify(
        recipients=[*author, *approvers_of(row.city)],
        by=by,
        event=Event.ADOPTION_VERIFIED,
        target=row,
        city=row.city,
        subject=subject % {"title": row.practice_title},
        body=body,
        reason=_("%(city)s登记了这次借鉴") % {"city": row.city.name},
        url=address_of(row),
        dedupe_key=f"adoption-{row.pk}-adopter-{key}",
    )
