"""A request as its page shows it, whatever the number of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch

from cities.viewers import viewer_of
from exchanges.models import Answer, RequestStep, SolutionRequest
from exchanges.requests.permissions import is_own_answer, may_hide
from practices.cards import fill
from practices.models import PracticePage

PER_PAGE = 20


@dataclass(frozen=True)
class Shown:
    """`cases` are those of the linked ones that the reader may read."""

    answer: Answer
    cases: list[PracticePage] = field(default_factory=list)
    may_edit: bool = False
    may_hide: bool = False


def answers_of(request: SolutionRequest, user: Any) -> Any:
    """Accepted ones first, then as they came; the caller cuts a page out of them."""
    readable = PracticePage.objects.visible_to(user).for_cards()
    answers = Answer.objects.visible_to(user).filter(request=request)
    answers = answers.select_related("author", "city", "bureau", "thread").prefetch_related("files")
    return answers.prefetch_related(Prefetch("practices", readable, to_attr="readable")).order_by(
        F("accepted_at").asc(nulls_last=True), "created_at", "pk"
    )


def shown(answers: list[Any], request: SolutionRequest, user: Any, *, is_open: bool) -> list[Shown]:
    """`answers` are those of answers_of; `is_open`: whether this person may answer. Cards of all linked cases are filled
    at once."""
    fill([page for answer in answers for page in answer.readable], viewer_of(user))
    return [
        Shown(answer, answer.readable, is_open and is_own_answer(user, answer), may_hide(user, answer))
        for answer in answers
    ]


def steps_of(request: SolutionRequest) -> list[RequestStep]:
    return list(request.steps.select_related("by"))
