"""What becomes of a request: tried, solved, given up, taken up again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exchanges.models import RequestState, RequestStep, SolutionRequest
from exchanges.requests import telling
from exchanges.requests.asking import locked_to_manage
from exchanges.requests.states import move

NOTE_LENGTH = 2000


@transaction.atomic
def trial_start(*, request: SolutionRequest, by: User, note: str = "") -> RequestStep:
    """试行 of what was accepted."""
    fresh = locked_to_manage(request, by)
    if fresh.state == RequestState.ON_TRIAL:
        raise ValidationError(_("已经登记过开始试行。试行的情况请用“记录试行情况”写。"))
    return _moved(fresh, RequestState.ON_TRIAL, by, note)


@transaction.atomic
def trial_note(*, request: SolutionRequest, by: User, note: str) -> RequestStep:
    """How it goes, while it is tried."""
    fresh = locked_to_manage(request, by)
    if fresh.state != RequestState.ON_TRIAL:
        raise ValidationError(_("还没有开始试行，请先登记试行。"))
    _must_say(note, _("请写试行的情况。"))
    return _moved(fresh, RequestState.ON_TRIAL, by, note)


@transaction.atomic
def trial_end(*, request: SolutionRequest, by: User, note: str) -> RequestStep:
    """Without a result: back to the answers."""
    fresh = locked_to_manage(request, by)
    if fresh.state != RequestState.ON_TRIAL:
        raise ValidationError(_("还没有开始试行，请先登记试行。"))
    _must_say(note, _("请写为什么不再试行。"))
    return _moved(fresh, RequestState.ANSWERED, by, note)


@transaction.atomic
def request_resolve(*, request: SolutionRequest, by: User, note: str) -> RequestStep:
    fresh = locked_to_manage(request, by)
    _must_say(note, _("请写结果：做了什么，变化有多大。"))
    return _moved(fresh, RequestState.RESOLVED, by, note)


@transaction.atomic
def request_close(*, request: SolutionRequest, by: User, note: str) -> RequestStep:
    """未解决关闭. Why is what the next city with this problem wants to know."""
    fresh = locked_to_manage(request, by)
    _must_say(note, _("请写为什么没有解决就关闭。"))
    return _moved(fresh, RequestState.CLOSED, by, note)


@transaction.atomic
def request_reopen(*, request: SolutionRequest, by: User, note: str) -> RequestStep:
    fresh = locked_to_manage(request, by)
    if fresh.is_running:
        raise ValidationError(_("求助还在进行，不用重新开启。"))
    _must_say(note, _("请写为什么重新开启。"))
    return _moved(fresh, RequestState.ANSWERED if fresh.answers.exists() else RequestState.OPEN, by, note)


def _must_say(note: str, words: str) -> None:
    if not note.strip():
        raise ValidationError({"note": words})
    if len(note) > NOTE_LENGTH:
        raise ValidationError({"note": _("最多 %(most)s 字。") % {"most": NOTE_LENGTH}})


def _moved(request: SolutionRequest, to: str, by: User, note: str) -> RequestStep:
    step = move(request, to, by=by, note=note)
    log(
        instance=request,
        action="exchanges.request.move",
        user=by,
        data={"from": step.from_state, "to": to, "note": step.note[:200]},
    )
    telling.tell_moved(request, step)
    return step
