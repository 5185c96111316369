"""Several cases moved on at once: what can be done to each and what not, then one service call a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewers import Viewer
from practices import moves, services
from practices.bulk_forms import (
    HandOverManyForm,
    NarrowManyForm,
    NothingForm,
    SendBackManyForm,
    UnpublishManyForm,
    VerifyManyForm,
)
from practices.models import PracticePage
from practices.quality.report import Line

Service = Callable[..., Any]


@dataclass(frozen=True)
class BulkAction:
    """`service` takes practice, by and what the form asks for; `why_not` stays empty where it can be done.
    `findings_of` are the findings of the checks to know before it is done."""

    name: str
    label: str | Promise
    explanation: str | Promise
    why_not: Callable[[Any, PracticePage], str]
    service: Service
    form: type[forms.Form] = NothingForm
    findings_of: Callable[[Any, PracticePage], list[Line]] | None = None
    for_approvers: bool = False
    is_grave: bool = False


ACTIONS = (
    BulkAction(
        "submit",
        gettext_lazy("提交审核"),
        gettext_lazy("提交给本市审核人员。审核期间不能修改，可以撤回。"),
        moves.why_not_submit,
        services.practice_submit,
        findings_of=moves.findings_to_submit,
    ),
    BulkAction(
        "verify",
        gettext_lazy("登记复核：仍然有效"),
        gettext_lazy("确认内容和数据现在仍然有效，下次复核在一年以后。"),
        moves.why_not_verify,
        services.practice_verify,
        VerifyManyForm,
    ),
    BulkAction(
        "hand-over",
        gettext_lazy("转交给同事"),
        gettext_lazy("以后由这位同事负责修改和复核。案例上写的联系人和电话不变，要改请到编辑页。"),
        moves.why_not_hand_over,
        services.practice_hand_over,
        HandOverManyForm,
    ),
    BulkAction(
        "approve",
        gettext_lazy("通过并发布"),
        gettext_lazy("请确认已经看过每一个案例。通过后按作者选的范围发布，作者会收到通知。"),
        moves.why_not_approve,
        services.practice_approve,
        findings_of=moves.findings_to_approve,
        for_approvers=True,
    ),
    BulkAction(
        "send-back",
        gettext_lazy("退回修改"),
        gettext_lazy("每位作者都会收到下面写的原因。"),
        moves.why_not_decide,
        services.practice_send_back,
        SendBackManyForm,
        for_approvers=True,
        is_grave=True,
    ),
    BulkAction(
        "narrow",
        gettext_lazy("缩小公开范围"),
        gettext_lazy("立即生效，以后发布新版本也不会放宽；要放宽请解除限制。"),
        moves.why_not_narrow,
        services.practice_narrow,
        NarrowManyForm,
        for_approvers=True,
        is_grave=True,
    ),
    BulkAction(
        "unpublish",
        gettext_lazy("撤下"),
        gettext_lazy("从网站上撤下，只有本市编辑和审核还能看到；原来的网址说明撤下的原因。修改后可以重新提交审核。"),
        moves.why_not_unpublish,
        services.practice_unpublish,
        UnpublishManyForm,
        for_approvers=True,
        is_grave=True,
    ),
)
BY_NAME = {action.name: action for action in ACTIONS}


def actions_for(viewer: Viewer) -> list[BulkAction]:
    return [action for action in ACTIONS if viewer.approving_city_ids or not action.for_approvers]


@dataclass(frozen=True)
class Outcome:
    """Of one case; `refusal` is empty where it was, or will be, done. `findings` before it is done."""

    page: PracticePage
    refusal: str = ""
    findings: list[Line] = field(default_factory=list)


def expected(action: BulkAction, pages: Iterable[PracticePage], by: Any) -> list[Outcome]:
    find = action.findings_of or (lambda by, page: [])
    return [Outcome(page, action.why_not(by, page), find(by, page)) for page in pages]


def run(action: BulkAction, pages: Iterable[PracticePage], by: Any, data: dict[str, Any]) -> list[Outcome]:
    """Each case in a transaction of its own: one that cannot be done stops no other."""
    return [Outcome(page, _do(action, page, by, data)) for page in pages]


def _do(action: BulkAction, page: PracticePage, by: Any, data: dict[str, Any]) -> str:
    """The question first: it knows more reasons than the service of a single case."""
    return action.why_not(by, page) or _refusal_of(partial(action.service, practice=page, by=by, **data))


def _refusal_of(call: Callable[[], Any]) -> str:
    try:
        call()
    except ValidationError as error:
        return " ".join(error.messages)
    except PermissionDenied as error:
        # Wagtail's own refusals speak of its framework.
        words = str(error)
        return words if words and not words.isascii() else _("您不能对这个案例这样做。")
    return ""
