"""The ways on from where a request stands: a form with a note each, by the name in their address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from exchanges.models import RequestState, RequestStep, SolutionRequest
from exchanges.requests import moving

State = RequestState


@dataclass(frozen=True)
class Door:
    """`service` takes request, by and note; the step is offered in `states`."""

    name: str
    heading: Any
    explanation: Any
    label: Any
    help_text: Any
    service: Callable[..., RequestStep]
    states: tuple[str, ...]
    required: bool = True
    needs_accepted: bool = False

    def is_open(self, row: SolutionRequest) -> bool:
        return row.state in self.states and bool(row.accepted_count or not self.needs_accepted)


DOORS = (
    Door(
        "trial",
        gettext_lazy("开始试行"),
        gettext_lazy("登记从什么时候、在什么地方试行采纳的做法。答复的城市会收到。"),
        gettext_lazy("怎样试"),
        gettext_lazy("在哪里试、试多久。可以不填。"),
        moving.trial_start,
        (State.ANSWERED,),
        required=False,
        needs_accepted=True,
    ),
    Door(
        "note",
        gettext_lazy("记录试行情况"),
        gettext_lazy("试行中随时可以记，每条都留日期。"),
        gettext_lazy("试行的情况"),
        gettext_lazy("有数字最好，例如：两周内投诉由 12 件降到 5 件。"),
        moving.trial_note,
        (State.ON_TRIAL,),
    ),
    Door(
        "resolve",
        gettext_lazy("登记结果：已解决"),
        gettext_lazy("写清结果，以后遇到同样难题的城市都能看到。之后可以一步转为案例。"),
        gettext_lazy("结果"),
        gettext_lazy("做了什么、变化有多大、还有什么没解决。"),
        moving.request_resolve,
        (State.ANSWERED, State.ON_TRIAL),
        needs_accepted=True,
    ),
    Door(
        "stop-trial",
        gettext_lazy("停止试行"),
        gettext_lazy("回到“已有答复”，可以采纳别的答复再试。"),
        gettext_lazy("为什么停止"),
        "",
        moving.trial_end,
        (State.ON_TRIAL,),
    ),
    Door(
        "close",
        gettext_lazy("未解决关闭"),
        gettext_lazy("不再需要答复，或者试过没有用。原因会留在页面上。"),
        gettext_lazy("为什么关闭"),
        gettext_lazy("例如：场地没有落实；已由上级统一部署。"),
        moving.request_close,
        (State.OPEN, State.ANSWERED, State.ON_TRIAL),
    ),
    Door(
        "reopen",
        gettext_lazy("重新开启"),
        gettext_lazy("问题又出现，或者结果不稳定时用。"),
        gettext_lazy("为什么重新开启"),
        "",
        moving.request_reopen,
        (State.RESOLVED, State.CLOSED),
    ),
)
BY_NAME = {door.name: door for door in DOORS}


def doors_of(row: SolutionRequest) -> list[Door]:
    return [door for door in DOORS if door.is_open(row)]
