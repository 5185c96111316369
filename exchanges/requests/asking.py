"""A request is asked, put better, shown to fewer, taken out of sight."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import City
from exchanges.limits import limit, must_not_flood, must_not_repeat
from exchanges.models import Answer, RequestState, RequestStep, SolutionRequest, Thread
from exchanges.requests import telling
from exchanges.requests.following import follow_along
from exchanges.requests.permissions import may_hide, may_manage
from exchanges.requests.tasks import tell_of_request
from exchanges.voices import must_speak_for
from notifications.permissions import may_read
from practices.models import Visibility
from practices.services import bureau_for
from vocabulary.models import Scheme, Term
from vocabulary.richtext import sanitize_written, stored_to_text

#: From who may read most to who may read least.
NARROWER: dict[str, tuple[str, ...]] = {
    Visibility.PUBLIC: (Visibility.ALLIANCE, Visibility.CITY),
    Visibility.ALLIANCE: (Visibility.CITY,),
    Visibility.CITY: (),
}
MOST_THEMES = 3
limit("request", SolutionRequest, an_hour=5, a_day=10)


def locked(request: SolutionRequest) -> SolutionRequest:
    """As it stands now: of two people at once the second finds what the first has done."""
    return SolutionRequest.objects.select_for_update(of=("self",)).select_related("city", "author").get(pk=request.pk)


def locked_to_manage(request: SolutionRequest, by: User) -> SolutionRequest:
    fresh = locked(request)
    if not (may_manage(by, fresh) and may_read(by, fresh)):
        raise PermissionDenied
    return fresh


@transaction.atomic
def request_ask(
    *,
    by: User,
    city: City | None,
    title: str,
    problem: str,
    themes: Collection[Term],
    visibility: str = Visibility.ALLIANCE,
    tried: str = "",
    deadline: date | None = None,
) -> SolutionRequest:
    """For `city`, one of the person's own, or for the office (None). `problem` and `tried` are markup. Who may know an
    answer is told after commit. Raises ValidationError by field, PermissionDenied."""
    must_speak_for(by, city)
    must_not_flood(by, "request")
    row = SolutionRequest(author=by, city=city, title=title, visibility=visibility, deadline=deadline)
    row.bureau = bureau_for(author=by, city=city) if city else None
    row.problem, row.tried = sanitize_written(problem), sanitize_written(tried)
    _check(row, themes, is_new_day=True)
    if city is None and visibility == Visibility.CITY:
        raise ValidationError({"visibility": _("省级办公室的求助不能只对本市公开，请选“联盟内”或“公开”。")})
    must_not_repeat(by, row.problem, rows=SolutionRequest.objects.all(), field="problem")
    row.thread = Thread.objects.create()
    row.save()
    row.themes.set(themes)
    RequestStep.objects.create(request=row, to_state=RequestState.OPEN, by=by, at=row.created_at)
    log(instance=row, action="exchanges.request.ask", user=by, data={"visibility": visibility})
    follow_along(row, by)
    transaction.on_commit(partial(tell_of_request.enqueue, row.pk))
    return row


def _check(row: SolutionRequest, themes: Collection[Term], *, is_new_day: bool) -> None:
    wrong: dict[str, Any] = {}
    if not stored_to_text(row.problem):
        wrong["problem"] = _("请写清难在哪里，别的城市才好答复。")
    if row.deadline and is_new_day and row.deadline < timezone.localdate():
        wrong["deadline"] = _("这一天已经过去，请选今天或以后的日期，也可以不填。")
    if not themes or len(themes) > MOST_THEMES or any(term.scheme != Scheme.THEME for term in themes):
        wrong["themes"] = _("请选 1 到 %(most)s 个业务领域。") % {"most": MOST_THEMES}
    if wrong:
        raise ValidationError(wrong)
    row.full_clean(exclude=["thread"])


@transaction.atomic
def request_edit(
    *,
    request: SolutionRequest,
    by: User,
    title: str,
    problem: str,
    themes: Collection[Term],
    tried: str = "",
    deadline: date | None = None,
) -> SolutionRequest:
    """The words, while something may still come of them. A day that was set before may stand though it has passed."""
    fresh = locked_to_manage(request, by)
    if not fresh.is_running:
        raise ValidationError(_("求助已经结束，不能再修改。需要时请先重新开启。"))
    is_new_day = deadline != fresh.deadline
    fresh.title, fresh.deadline, fresh.edited_at = title, deadline, timezone.now()
    fresh.problem, fresh.tried = sanitize_written(problem), sanitize_written(tried)
    _check(fresh, themes, is_new_day=is_new_day)
    fresh.save()
    fresh.themes.set(themes)
    log(instance=fresh, action="exchanges.request.edit", user=by)
    return fresh


@transaction.atomic
def request_narrow(*, request: SolutionRequest, by: User, visibility: str) -> SolutionRequest:
    """At once, and for good: it is never widened, since others answered those who could read it then."""
    fresh = locked_to_manage(request, by)
    if visibility not in NARROWER[fresh.visibility] or (fresh.city_id is None and visibility == Visibility.CITY):
        raise ValidationError({"visibility": _("只能改得比现在更小。要让更多人看到，请另提一条求助。")})
    before, fresh.visibility = fresh.visibility, visibility
    fresh.save(update_fields=["visibility"])
    log(instance=fresh, action="exchanges.request.narrow", user=by, data={"from": before, "to": visibility})
    return fresh


# --- out of sight -------------------------------------------------------------------------------------------------
@transaction.atomic
def request_hide(*, request: SolutionRequest, by: User, reason: str) -> None:
    fresh = locked(request)
    _hide(fresh, by, reason)
    telling.tell_hidden(fresh, fresh, by)


@transaction.atomic
def request_show(*, request: SolutionRequest, by: User) -> None:
    _show(locked(request), by)


@transaction.atomic
def answer_hide(*, answer: Answer, by: User, reason: str) -> None:
    """It counts no more; accepted it stays accepted, and counts again when it is shown."""
    request = locked(answer.request)
    fresh = Answer.objects.select_for_update(of=("self",)).select_related("author", "city").get(pk=answer.pk)
    _hide(fresh, by, reason)
    count(request)
    telling.tell_hidden(fresh, request, by)


@transaction.atomic
def answer_show(*, answer: Answer, by: User) -> None:
    request = locked(answer.request)
    _show(Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk), by)
    count(request)


def _hide(row: SolutionRequest | Answer, by: User, reason: str) -> None:
    if not may_hide(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因。")})
    if row.hidden_at:
        raise ValidationError(_("已经隐藏。"))
    row.hide(by=by, reason=reason.strip())
    log(instance=row, action=f"exchanges.{_name(row)}.hide", user=by, data={"reason": row.hide_reason})


def _show(row: SolutionRequest | Answer, by: User) -> None:
    if not may_hide(by, row):
        raise PermissionDenied
    if row.hidden_at is None:
        return
    row.show()
    log(instance=row, action=f"exchanges.{_name(row)}.show", user=by)


def _name(row: SolutionRequest | Answer) -> str:
    return "answer" if isinstance(row, Answer) else "request"


def count(request: SolutionRequest) -> None:
    """Answers in sight. Those accepted count though they are out of sight: what was tried was tried."""
    request.answer_count = request.answers.in_sight().count()
    request.accepted_count = request.answers.accepted().count()
    request.save(update_fields=["answer_count", "accepted_count"])
