"""Answers: given, put better, accepted. Several may be accepted, by whoever manages the request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import City
from cities.viewers import viewer_of
from exchanges.limits import limit, must_not_flood, must_not_repeat
from exchanges.models import Answer, RequestState, SolutionRequest, Thread
from exchanges.requests import telling
from exchanges.requests.asking import count, locked, locked_to_manage
from exchanges.requests.following import follow_along
from exchanges.requests.permissions import may_answer, may_edit_answer
from exchanges.requests.states import move
from files.models import AllianceDocument
from practices.models import PracticePage
from practices.services import bureau_for
from vocabulary.richtext import sanitize_written, stored_to_text

MOST_PRACTICES = 5
limit("answer", Answer, an_hour=20, a_day=60)


@transaction.atomic
def answer_give(
    *,
    request: SolutionRequest,
    by: User,
    city: City | None,
    body: str,
    practices: Collection[PracticePage] = (),
    files: Iterable[AllianceDocument] = (),
) -> Answer:
    """For `city`, one of the person's own, or for the office. `body` is markup; `files` are new uploads of this person."""
    fresh = locked(request)
    if not may_answer(by, fresh):
        raise PermissionDenied
    viewer = viewer_of(by)
    if not (viewer.in_office if city is None else city.pk in viewer.city_ids):
        raise PermissionDenied
    must_not_flood(by, "answer")
    row = Answer(request=fresh, author=by, city=city, body=sanitize_written(body))
    row.bureau = bureau_for(author=by, city=city) if city else None
    _check(row, by, practices)
    must_not_repeat(by, row.body, rows=fresh.answers.all())
    row.thread = Thread.objects.create()
    row.save()
    row.practices.set(practices)
    row.files.set(files)
    count(fresh)
    if fresh.state == RequestState.OPEN:
        move(fresh, RequestState.ANSWERED, by=by)
    log(instance=row, action="exchanges.answer.give", user=by, data={"request": fresh.pk})
    telling.tell_answered(row)
    follow_along(fresh, by)
    return row


def _check(row: Answer, by: User, practices: Collection[PracticePage], kept: Iterable[int] = ()) -> None:
    """`kept` are ids of cases that are linked already: a reader's right to one may have ended since."""
    if not stored_to_text(row.body):
        raise ValidationError({"body": _("请写答复。只附案例的，请写一句它好在哪里。")})
    new = {page.pk for page in practices} - set(kept)
    readable = PracticePage.objects.visible_to(by).filter(pk__in=new).order_by()
    if len(practices) > MOST_PRACTICES:
        raise ValidationError({"practices": _("最多附 %(most)s 个案例。") % {"most": MOST_PRACTICES}})
    if new and set(readable.values_list("pk", flat=True)) != new:
        raise ValidationError({"practices": _("有一个案例找不到，请重新选择。")})
    row.full_clean(exclude=["thread"])


@transaction.atomic
def answer_edit(*, answer: Answer, by: User, body: str, practices: Collection[PracticePage] = ()) -> Answer:
    locked(answer.request)
    fresh = Answer.objects.select_for_update(of=("self",)).select_related("request").get(pk=answer.pk)
    if not may_edit_answer(by, fresh):
        raise PermissionDenied
    fresh.body, fresh.edited_at = sanitize_written(body), timezone.now()
    _check(fresh, by, practices, fresh.practices.values_list("pk", flat=True))
    fresh.save(update_fields=["body", "edited_at"])
    fresh.practices.set(practices)
    log(instance=fresh, action="exchanges.answer.edit", user=by)
    return fresh


@transaction.atomic
def answer_accept(*, answer: Answer, by: User) -> bool:
    """Whether it is news: of two people at once the second changes nothing."""
    request, fresh = _locked_to_judge(answer, by)
    if fresh.accepted_at:
        return False
    if fresh.hidden_at:
        raise ValidationError(_("这条答复已被隐藏，不能采纳。"))
    fresh.accepted_at, fresh.accepted_by = timezone.now(), by
    _save_judged(request, fresh, by, "accept")
    telling.tell_accepted(fresh)
    return True


@transaction.atomic
def answer_unaccept(*, answer: Answer, by: User) -> bool:
    request, fresh = _locked_to_judge(answer, by)
    if not fresh.accepted_at:
        return False
    if request.state == RequestState.ON_TRIAL and request.accepted_count == 1:
        raise ValidationError(_("正在试行这条答复，不能取消采纳。请先结束试行，或先采纳另一条。"))
    fresh.accepted_at = fresh.accepted_by = None
    _save_judged(request, fresh, by, "unaccept")
    return True


def _locked_to_judge(answer: Answer, by: User) -> tuple[SolutionRequest, Answer]:
    request = locked_to_manage(answer.request, by)
    if not request.is_running:
        raise ValidationError(_("求助已经结束。要改采纳的答复，请先重新开启。"))
    fresh: Any = Answer.objects.select_for_update(of=("self",)).select_related("author", "city").get(pk=answer.pk)
    fresh.request = request
    return request, fresh


def _save_judged(request: SolutionRequest, answer: Answer, by: User, action: str) -> None:
    answer.save(update_fields=["accepted_at", "accepted_by"])
    count(request)
    log(instance=answer, action=f"exchanges.answer.{action}", user=by, data={"request": request.pk})
