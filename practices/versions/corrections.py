"""更正建议: who may say that something is wrong, what becomes of it, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cities.selectors import approvers_of
from cities.viewers import viewer_of
from config.remembered import remembered_each
from notifications.events import Event
from notifications.services import in_site_language, notify, settle
from practices.models import CorrectionRequest, PracticePage
from practices.reading import HEADINGS, KEPT
from practices.reminders import keepers_of

if TYPE_CHECKING:
    from accounts.models import User

State = CorrectionRequest.State
#: What a city may say to a request in each state.
ANSWERS: dict[str, tuple[str, ...]] = {
    State.NEW: (State.ACCEPTED, State.DECLINED),
    State.ACCEPTED: (State.DONE, State.DECLINED),
    State.DECLINED: (),
    State.DONE: (),
}
#: Of one person: in a day, and unanswered about one case.
MOST_A_DAY, MOST_WAITING = 10, 3
HEAD = "head"
PLACES = {HEAD: gettext_lazy("名称、摘要和页头"), **HEADINGS}


OTHER = gettext_lazy("其他")


def place_label(place: str) -> str:
    return str(PLACES.get(place, OTHER))


# --- who ----------------------------------------------------------------------------------------------------------
def may_ask(user: Any, practice: PracticePage) -> bool:
    """Members of the alliance who read the case; there must be a version to be wrong."""
    if not viewer_of(user).in_alliance:
        return False
    readable = PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()
    return readable and practice.versions.exists()


def may_answer(user: Any, request: CorrectionRequest) -> bool:
    return request.practice.city_id in viewer_of(user).writing_city_ids


def readable_corrections(user: Any) -> QuerySet[CorrectionRequest]:
    """Own ones about cases that may still be read, and those to one's own city."""
    own = CorrectionRequest.objects.filter(asked_by=viewer_of(user).user_id)
    own = own.filter(practice__in=PracticePage.objects.visible_to(user).order_by().values("pk"))
    rows = own | CorrectionRequest.objects.for_city_of(user)
    return rows.distinct().select_related("practice", "practice__city", "asked_by", "answered_by")


@remembered_each(KEPT)
def corrected_in(practice: int) -> list[tuple[int, Any]]:
    """By id: version and what it put right, the newest first. The record everybody reads; nobody is named."""
    rows = CorrectionRequest.objects.filter(practice=practice, state=State.DONE).order_by("-done_in", "pk")
    found = dict.fromkeys(rows.values_list("done_in", "place"))
    return [(number, PLACES.get(place, OTHER)) for number, place in found]


# --- what is done -------------------------------------------------------------------------------------------------
@transaction.atomic
def correction_ask(*, practice: PracticePage, by: User, **said: str) -> CorrectionRequest:
    """`said`: place, wrong, proposed, evidence_url. Raises ValidationError in words, PermissionDenied for who may not."""
    if not may_ask(by, practice):
        raise PermissionDenied
    PracticePage.objects.select_for_update().filter(pk=practice.pk).order_by().first()
    _not_too_many(practice, by)
    number = practice.versions.aggregate(last=Max("number"))["last"]
    row = CorrectionRequest(practice=practice, number=number, asked_by=by, **said)
    row.full_clean()
    row.save()
    log(instance=practice, action="practices.correction.ask", user=by, data={"request": row.pk, "version": number})
    _tell_city(row)
    return row


def _not_too_many(practice: PracticePage, by: User) -> None:
    own = CorrectionRequest.objects.filter(asked_by=by)
    if own.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ValidationError(_("您今天提的更正建议已经够多，请明天再提。"))
    if own.new().filter(practice=practice).count() >= MOST_WAITING:
        raise ValidationError(
            _("您对这个案例已有 %(number)s 条建议等待答复，请等答复后再提。") % {"number": MOST_WAITING}
        )


@transaction.atomic
def correction_answer(*, request: CorrectionRequest, by: User, state: str, answer: str) -> None:
    """`state` as in ANSWERS. To decline needs words; done is said only when a newer version has been published."""
    fresh = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("practice").get(pk=request.pk)
    if not may_answer(by, fresh):
        raise PermissionDenied
    if state not in ANSWERS[fresh.state]:
        raise ValidationError(_("这条建议已经办过，请刷新页面。"))
    if state == State.DECLINED and not answer.strip():
        raise ValidationError(_("不采纳请写明理由。"))
    if state == State.DONE:
        fresh.done_in = _newer_version(fresh)
    fresh.state, fresh.answer = state, answer.strip() or fresh.answer
    fresh.answered_by, fresh.answered_at = by, timezone.now()
    fresh.full_clean()
    fresh.save()
    log(
        instance=fresh.practice,
        action="practices.correction.answer",
        user=by,
        data={"request": fresh.pk, "state": state},
    )
    if not CorrectionRequest.objects.new().filter(practice=fresh.practice).exists():
        settle(target=fresh.practice, events=[Event.CORRECTION_ASKED])
    _tell_asker(fresh)


def _newer_version(request: CorrectionRequest) -> int:
    last: int = request.practice.versions.aggregate(last=Max("number"))["last"] or 0
    if last <= request.number:
        raise ValidationError(_("还没有发布更正后的新版本。请先修改案例并发布，再登记已更正。"))
    return last


# --- who is told --------------------------------------------------------------------------------------------------
@in_site_language
def _tell_city(row: CorrectionRequest) -> None:
    practice = row.practice
    notify(
        recipients=[*keepers_of(practice), *approvers_of(practice.city)],
        by=row.asked_by,
        event=Event.CORRECTION_ASKED,
        target=practice,
        city=practice.city,
        subject=_("%(title)s 收到更正建议") % {"title": practice.title},
        body=_("%(place)s：%(wrong)s") % {"place": place_label(row.place), "wrong": row.wrong},
        reason=_("您负责%(city)s的这个案例") % {"city": practice.city.name},
        url=reverse("correction", args=[row.pk]),
        dedupe_key=f"correction-{row.pk}",
    )


@in_site_language
def _tell_asker(row: CorrectionRequest) -> None:
    words = {
        State.ACCEPTED: _("%(title)s 的更正建议已采纳"),
        State.DECLINED: _("%(title)s 的更正建议未采纳"),
        State.DONE: _("%(title)s 已按您的建议更正"),
    }
    notify(
        recipients=[row.asked_by],
        by=row.answered_by,
        event=Event.CORRECTION_ANSWERED,
        target=row.practice,
        city=row.practice.city,
        subject=words[State(row.state)] % {"title": row.practice.title},
        body=row.answer,
        reason=_("您提了这条更正建议"),
        url=reverse("correction", args=[row.pk]),
        dedupe_key=f"correction-{row.pk}-{row.state}",
    )
