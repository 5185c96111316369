"""What is done to cases that touches more than one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from cities.models import WRITING_ROLES, Bureau, City, Membership
from cities.selectors import approvers_of
from notifications.events import Event
from notifications.services import in_site_language, notify, settle
from practices.models import Hold, PracticePage, PracticeVersion, Verification, Withdrawal
from practices.moves import (
    why_not_approve,
    why_not_decide,
    why_not_hand_over,
    why_not_submit,
    why_not_unpublish,
    why_not_verify,
)
from practices.permissions import may_lift, may_narrow, may_take_down
from practices.serializers import SCHEMA_VERSION, serialize
from practices.states import in_a_year
from practices.versions.withdrawing import record_withdrawal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from accounts.models import User

    WhyNot = Callable[[Any, PracticePage], str]

#: A case in one of these comes back to whoever submitted it.
OPEN_STATES = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def bureau_for(*, author: User | None, city: City) -> Bureau | None:
    """The unit the author writes for: that of the membership in this city, else the city's lead bureau."""
    if author is not None:
        membership = Membership.objects.active().in_city(city).filter(user=author, bureau__isnull=False).first()
        if membership:
            return membership.bureau
    return city.bureaus.filter(is_lead=True).first()


def record_version(*, practice: PracticePage, by: User | None, dated: datetime | None = None) -> PracticeVersion:
    """Called inside the publishing transaction. The row lock on the case keeps numbers without gaps. `dated`: when it
    was published, for what was published somewhere else before."""
    PracticePage.objects.select_for_update().filter(pk=practice.pk).first()
    last = practice.versions.aggregate(last=Max("number"))["last"] or 0
    return PracticeVersion.objects.create(
        practice=practice,
        number=last + 1,
        published_at=dated or timezone.now(),
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


# --- moving a case on ---------------------------------------------------------------------------------------------
# Each raises ValidationError with words for the person where it cannot be done. The steps are those of the editing
# pages: the same workflow, checks and audit entries.
def _locked_for(why_not: WhyNot, practice: PracticePage, by: User) -> PracticePage:
    """The case as it stands now; of two people at once the second finds what the first has done."""
    PracticePage.objects.select_for_update().filter(pk=practice.pk).order_by().first()
    fresh = PracticePage.objects.for_moves().get(pk=practice.pk)
    if refusal := why_not(by, fresh):
        raise ValidationError(refusal)
    return fresh


@transaction.atomic
def practice_submit(*, practice: PracticePage, by: User) -> None:
    """To the approvers of its city; a case that was sent back goes on in the same review."""
    practice = _locked_for(why_not_submit, practice, by)
    rights = practice.permissions_for_user(by)
    if not (rights.can_edit() and rights.can_submit_for_moderation()):
        raise PermissionDenied
    state = practice.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    else:
        practice.get_workflow().start(practice, by)


@transaction.atomic
def practice_approve(*, practice: PracticePage, by: User) -> None:
    """And publish what was submitted."""
    _decide(practice, by, "approve", "", why_not_approve)


@transaction.atomic
def practice_send_back(*, practice: PracticePage, by: User, comment: str) -> None:
    """The author is told `comment`, which may not be empty."""
    _decide(practice, by, "reject", comment, why_not_decide)


def _decide(practice: PracticePage, by: User, action: str, comment: str, why_not: WhyNot) -> None:
    practice = _locked_for(why_not, practice, by)
    task_state = practice.current_workflow_task_state
    task = task_state.task.specific
    if action not in {name for name, _label, _modal in task.get_actions(practice, by)}:
        raise PermissionDenied
    task.on_action(task_state, by, action, comment=comment)


@transaction.atomic
def practice_unpublish(
    *, practice: PracticePage, by: User, reason: str, category: str = Withdrawal.Category.OTHER
) -> None:
    """The city takes its case off the site; it can be submitted again. Its address says why (versions.tombstones)."""
    practice = _locked_for(why_not_unpublish, practice, by)
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    record_withdrawal(practice=practice, by=by, category=category, reason=reason)
    UnpublishPageAction(practice, user=by, log_action=False).execute()
    log(instance=practice, action="practices.unpublish", user=by, data={"reason": reason, "category": category})
    _tell_unpublished(practice, by, reason)


@in_site_language
def _tell_unpublished(practice: PracticePage, by: User, reason: str) -> None:
    _tell_of_draft(
        practice,
        by,
        [practice.owner] if practice.owner else [],
        event=Event.CASE_UNPUBLISHED,
        subject=_("%(title)s 已由本市撤下") % {"title": practice.draft_title},
        body=_("原因：%(reason)s") % {"reason": reason},
        reason=_("您是这个案例的作者"),
    )


def _tell_of_draft(practice: PracticePage, by: User, recipients: list[User], **words: str) -> None:
    """What has no public page is read in the editing pages."""
    url = reverse("wagtailadmin_pages:edit", args=[practice.pk])
    notify(recipients=recipients, by=by, target=practice, city=practice.city, url=url, **words)


@transaction.atomic
def practice_hand_over(*, practice: PracticePage, to: User, by: User) -> None:
    """A colleague becomes author and contact, and gets back what the former author submitted. What the text of the
    case says about whom to call is the city's words and stays."""
    practice = _locked_for(why_not_hand_over, practice, by)
    if practice.owner_id == to.pk and practice.contact_user_id == to.pk:
        raise ValidationError(_("已经由 %(name)s 负责。") % {"name": to})
    writers = Membership.objects.active().in_city(practice.city).filter(role__in=WRITING_ROLES, user__is_active=True)
    if not writers.filter(user=to).exists():
        raise ValidationError(_("接手的人不是%(city)s的编辑或审核人员。") % {"city": practice.city.name})
    former = practice.owner_id
    PracticePage.objects.filter(pk=practice.pk).update(owner=to, contact_user=to)
    states = WorkflowState.objects.for_instance(practice).filter(status__in=OPEN_STATES)
    states.filter(requested_by=former).update(requested_by=to)
    log(instance=practice, action="practices.hand_over", user=by, data={"from": former, "to": to.pk})
    _tell_handed_over(practice, to, by)


@in_site_language
def _tell_handed_over(practice: PracticePage, to: User, by: User) -> None:
    _tell_of_draft(
        practice,
        by,
        [to],
        event=Event.CASE_HANDED_OVER,
        subject=_("%(title)s 转交给您负责") % {"title": practice.draft_title},
        body=_("%(name)s 转交。以后的退回、复核提醒都发给您。") % {"name": by},
        reason=_("您接手了这个案例"),
    )


@transaction.atomic
def practice_verify(*, practice: PracticePage, by: User, note: str = "") -> Verification:
    """Somebody of the city says that a live case still holds; asked again in a year."""
    practice = _locked_for(why_not_verify, practice, by)
    today = timezone.localdate()
    row = Verification(practice=practice, verifier=by, verified_on=today, note=note, review_by=in_a_year(today))
    row.full_clean()
    row.save()
    log(instance=practice, action="practices.verify", user=by, data={"review_by": row.review_by.isoformat()})
    settle(target=practice, events=[Event.REVIEW_DUE])
    return row
