"""What is done to cases that touches more than one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.models import Bureau, City, Membership
from cities.selectors import approvers_of
from notifications.events import Event
from notifications.services import in_site_language, notify
from practices.models import Hold, PracticePage, PracticeVersion
from practices.permissions import may_lift, may_narrow, may_take_down
from practices.serializers import SCHEMA_VERSION, serialize

if TYPE_CHECKING:
    from accounts.models import User


def bureau_for(*, author: User | None, city: City) -> Bureau | None:
    """The unit the author writes for: that of the membership in this city, else the city's lead bureau."""
    if author is not None:
        membership = Membership.objects.active().in_city(city).filter(user=author, bureau__isnull=False).first()
        if membership:
            return membership.bureau
    return city.bureaus.filter(is_lead=True).first()


def record_version(*, practice: PracticePage, by: User | None) -> PracticeVersion:
    """Called inside the publishing transaction. The row lock on the case keeps numbers without gaps."""
    PracticePage.objects.select_for_update().filter(pk=practice.pk).first()
    last = practice.versions.aggregate(last=Max("number"))["last"] or 0
    return PracticeVersion.objects.create(
        practice=practice,
        number=last + 1,
        published_by=by,
        schema_version=SCHEMA_VERSION,
        content=serialize(PracticePage.objects.get(pk=practice.pk)),
    )


@transaction.atomic
def practice_take_down(*, practice: PracticePage, by: User, reason: str) -> Hold:
    """Hide a live case from everyone but its city's writers and the office, at once and reversibly."""
    if not may_take_down(by, practice):
        raise PermissionDenied
    return _hold(practice, Hold.Limit.HIDDEN, by, reason, "practices.take_down")


@transaction.atomic
def practice_narrow(*, practice: PracticePage, limit: str, by: User, reason: str) -> Hold:
    """Make a live case less visible at once. Publishing a draft later does not widen it; lifting the hold does."""
    if not may_narrow(by, practice):
        raise PermissionDenied
    if limit not in (Hold.Limit.ALLIANCE, Hold.Limit.CITY):
        raise ValidationError(_("请选择“联盟内”或“本市”。"))
    return _hold(practice, limit, by, reason, "practices.narrow")


def _hold(practice: PracticePage, limit: str, by: User, reason: str, action: str) -> Hold:
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    # Two holds of one kind would leave the case held after one is lifted; the lock makes a double click one hold.
    PracticePage.objects.select_for_update().filter(pk=practice.pk).first()
    if practice.holds.filter(limit=limit, lifted_at__isnull=True).exists():
        raise ValidationError(_("已有同样的限制。要改原因，请先解除再重新设置。"))
    hold = Hold(practice=practice, limit=limit, set_by=by, reason=reason.strip())
    hold.full_clean()
    hold.save()
    log(instance=practice, action=action, user=by, data={"limit": limit, "reason": hold.reason})
    _tell_the_city(hold, by, Event.CASE_TAKEN_DOWN if limit == Hold.Limit.HIDDEN else Event.CASE_NARROWED)
    return hold


@in_site_language
def _tell_the_city(hold: Hold, by: User, event: Event) -> None:
    """The author and the approvers of the case's city; not who did it."""
    subjects = {
        Event.CASE_TAKEN_DOWN: _("%(title)s 已被下架"),
        Event.CASE_NARROWED: _("%(title)s 已缩小公开范围"),
        Event.HOLD_LIFTED: _("%(title)s 的限制已解除"),
    }
    practice = hold.practice
    notify(
        recipients=[*approvers_of(practice.city), *([practice.owner] if practice.owner else [])],
        by=by,
        event=event,
        target=practice,
        city=practice.city,
        subject=subjects[event] % {"title": practice.title},
        body=_("原因：%(reason)s") % {"reason": hold.reason},
        reason=_("您负责%(city)s的这个案例") % {"city": practice.city.name},
        url=practice.get_url(),
        dedupe_key=f"hold-{hold.pk}-{event}",
    )


@transaction.atomic
def hold_lift(*, hold: Hold, by: User) -> None:
    if hold.lifted_at is not None:
        return
    if not may_lift(by, hold):
        raise PermissionDenied
    hold.lifted_by, hold.lifted_at = by, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    log(instance=hold.practice, action="practices.hold_lift", user=by, data={"limit": hold.limit})
    _tell_the_city(hold, by, Event.HOLD_LIFTED)
