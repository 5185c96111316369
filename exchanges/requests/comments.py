"""What is said below a request and below each answer, on pages of their own; and what of both can be reported."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import Answer, SolutionRequest
from exchanges.reports.kinds import Reportable, register_reportable
from exchanges.requests.telling import address_of, askers_of
from exchanges.threads.owners import register_thread_owner
from vocabulary.richtext import stored_to_text

EXCERPT = 120


def _answer_address(answer: Any) -> str:
    return address_of(answer.request, answer)


register_thread_owner(
    SolutionRequest,
    title=lambda row: str(row.title),
    url=address_of,
    may_write=lambda user, row: row.hidden_at is None,
    told=askers_of,
)
register_thread_owner(
    Answer,
    title=lambda answer: str(answer.request.title),
    url=_answer_address,
    may_write=lambda user, answer: answer.hidden_at is None,
)
register_reportable(
    Reportable(
        code="request",
        model=SolutionRequest,
        label=_("求助"),
        title=lambda row: str(row.title),
        excerpt=lambda row: stored_to_text(row.problem)[:EXCERPT],
        url=address_of,
        hide_url=lambda row: reverse("request_hide", args=[row.pk]),
    )
)
register_reportable(
    Reportable(
        code="answer",
        model=Answer,
        label=_("答复"),
        title=lambda answer: str(answer.request.title),
        excerpt=lambda answer: stored_to_text(answer.body)[:EXCERPT],
        url=_answer_address,
        hide_url=lambda answer: reverse("answer_hide", args=[answer.pk]),
    )
)
