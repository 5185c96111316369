"""What can be done on the page of a review: each step has a form, who may take it, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.models import AWAITED, Review, ReviewState
from practices.reviews.assigning import assignment_release, reviewer_assign
from practices.reviews.forms import AgainForm, AnswerForm, AskForm, AssignForm, DecideForm, ReleaseForm, WhyForm
from practices.reviews.judging import (
    author_answer,
    author_ask,
    review_again,
    review_decide,
    why_not_conclude,
    why_not_decide,
)
from practices.reviews.opening import review_cancel
from practices.reviews.permissions import may_answer, may_organise
from practices.reviews.scoring import tally


@dataclass(frozen=True)
class Step:
    """`make` gives the form for what was sent (or None); `offered` says whether the page shows it."""

    make: Callable[[Review, Any], forms.Form]
    offered: Callable[[Any, Review], bool]
    take: Callable[..., Any]
    done: Any


def _plain(form: type[forms.Form]) -> Callable[[Review, Any], forms.Form]:
    return lambda review, data: form(data)


def _office_while(*states: ReviewState) -> Callable[[Any, Review], bool]:
    return lambda user, review: may_organise(user) and review.state in states


def _release_form(review: Review, data: Any) -> forms.Form:
    return ReleaseForm(data, rows=review.assignments.filter(state__in=AWAITED))


def _release(*, review: Review, by: Any, assignment: Any, reason: str) -> None:
    assignment_release(assignment=assignment, by=by, reason=reason)


def _may_ask(user: Any, review: Review) -> bool:
    return may_organise(user) and review.state == ReviewState.SCORING and not why_not_conclude(review)


def _may_decide(user: Any, review: Review) -> bool:
    return may_organise(user) and not why_not_decide(review)


STEPS: dict[str, Step] = {
    "assign": Step(
        _plain(AssignForm),
        _office_while(ReviewState.OPEN, ReviewState.SCORING),
        reviewer_assign,
        _("已邀请，评审人会收到通知。"),
    ),
    "release": Step(
        _release_form, _office_while(ReviewState.OPEN, ReviewState.SCORING), _release, _("已解除，评审人会收到通知。")
    ),
    "ask": Step(_plain(AskForm), _may_ask, author_ask, _("作者所在城市会收到通知，可以看评分和理由。")),
    "answer": Step(_plain(AnswerForm), may_answer, author_answer, _("答复已记入评审记录。")),
    "again": Step(
        _plain(AgainForm), _office_while(ReviewState.ANSWERED), review_again, _("评审人会收到通知，原来的评分保留。")
    ),
    "decide": Step(
        lambda review, data: DecideForm(data, passes=tally(review).passes),
        _may_decide,
        review_decide,
        _("结论已记录，作者所在城市会收到通知。"),
    ),
    "cancel": Step(
        lambda review, data: WhyForm(data),
        lambda user, review: may_organise(user) and review.is_running,
        review_cancel,
        _("评审已取消。"),
    ),
}
