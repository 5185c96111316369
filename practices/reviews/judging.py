"""Scores with reasons, questions and answers on the record, and what the office makes of them.

open → scoring → (with_author → answered → scoring again, as often as needed) → decided. A finding that a case does not
meet an exclusion criterion ends the review at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices.models import (
    AssignmentState,
    Criterion,
    Review,
    ReviewAssignment,
    ReviewScore,
    ReviewState,
    ReviewStatement,
)
from practices.models.reviews import MOST_POINTS, REASON_LENGTH
from practices.reviews import telling
from practices.reviews.assigning import (
    FEWEST_REVIEWERS,
    follow_assignments,
    locked,
    locked_assignment,
    release_all,
)
from practices.reviews.conflicts import why_not_review
from practices.reviews.evidence import grade_by_review
from practices.reviews.opening import end, why_unreadable
from practices.reviews.permissions import may_answer, must_organise
from practices.reviews.recognising import recognise
from practices.reviews.scoring import tally

if TYPE_CHECKING:
    from accounts.models import User
    from vocabulary.models import Term


@dataclass(frozen=True)
class Given:
    """One criterion as a reviewer filled it in: `points` of a scored one, `is_met` of an exclusion."""

    points: int | None = None
    is_met: bool | None = None
    reason: str = ""


@transaction.atomic
def scores_save(*, assignment: ReviewAssignment, given: Mapping[str, Given], by: User) -> None:
    """Notes of the reviewer, by code of the criterion; nobody else sees them."""
    row, review = locked_assignment(assignment, by, AssignmentState.ACCEPTED)
    _must_have_begun(review)
    _write(row, review, given)


@transaction.atomic
def scores_hand_in(*, assignment: ReviewAssignment, given: Mapping[str, Given], by: User) -> None:
    """For good. Raises ValidationError by code of the criterion where something is missing."""
    row, review = locked_assignment(assignment, by, AssignmentState.ACCEPTED)
    _must_have_begun(review)
    if refusal := why_not_review(row.membership, review):
        raise ValidationError(refusal)
    if missing := what_is_missing(review.rubric.criteria.all(), given):
        raise ValidationError(missing)
    _write(row, review, given)
    row.state, row.done_at = AssignmentState.DONE, timezone.now()
    row.save(update_fields=["state", "done_at"])
    log(instance=review, action="practices.review.score", user=by)
    failed = row.scores.filter(is_met=False).select_related("criterion").first()
    if failed is not None:
        _exclude(review, failed, by)
        return
    follow_assignments(review)
    telling.handed_in(row, by, is_last=why_not_conclude(review) == "")


def what_is_missing(criteria: Sequence[Criterion], given: Mapping[str, Given]) -> dict[str, str]:
    """By code. Where a case does not meet an exclusion criterion, that alone is to be said: the rest is not judged."""
    fails = any(each.is_met is False for each in given.values())
    missing = {}
    for criterion in criteria:
        each = given.get(criterion.code, Given())
        if criterion.is_exclusion and each.is_met is None and not fails:
            missing[criterion.code] = _("请选择是否符合。")
        elif criterion.is_exclusion and each.is_met is False and not each.reason.strip():
            missing[criterion.code] = _("请写明为什么不符合。")
        elif not criterion.is_exclusion and not fails and each.points is None:
            missing[criterion.code] = _("请打分。")
        elif not criterion.is_exclusion and not fails and not each.reason.strip():
            missing[criterion.code] = _("请写明理由，作者要看。")
    return missing


def _write(row: ReviewAssignment, review: Review, given: Mapping[str, Given]) -> None:
    criteria = {criterion.code: criterion for criterion in review.rubric.criteria.all()}
    if unknown := given.keys() - criteria.keys():
        raise ValidationError(_("评审标准里没有这一条：%(code)s。") % {"code": "、".join(sorted(unknown))})
    for code, each in given.items():
        _check(code, criteria[code], each)
        values = {"points": each.points, "is_met": each.is_met, "reason": each.reason.strip()}
        ReviewScore.objects.update_or_create(assignment=row, criterion=criteria[code], defaults=values)


def _check(code: str, criterion: Criterion, given: Given) -> None:
    if given.points is not None and (criterion.is_exclusion or not 0 <= given.points <= MOST_POINTS):
        raise ValidationError({code: _("请打 0 到 3 分。")})
    if given.is_met is not None and not criterion.is_exclusion:
        raise ValidationError({code: _("请打 0 到 3 分。")})
    if len(given.reason) > REASON_LENGTH:
        raise ValidationError({code: _("理由不超过 %(number)s 个字。") % {"number": REASON_LENGTH}})


def _exclude(review: Review, failed: ReviewScore, by: User) -> None:
    review.excluded_by = failed.criterion
    end(review, ReviewState.EXCLUDED, by, failed.reason)
    released = release_all(review, _("案例不符合入选条件，评审终止"))
    log(instance=review, action="practices.review.exclude", user=by, data={"criterion": failed.criterion.code})
    telling.excluded(review, released, by)


def _must_have_begun(review: Review) -> None:
    if not review.has_begun:
        raise ValidationError(_("评审从 %(day)s 开始。") % {"day": review.opens_on.isoformat()})


# --- on the record ------------------------------------------------------------------------------------------------
@transaction.atomic
def question_ask(*, assignment: ReviewAssignment, text: str, by: User) -> ReviewStatement:
    """A reviewer's, while scoring; the city answers when it can."""
    row, review = locked_assignment(assignment, by, AssignmentState.ACCEPTED)
    statement = _state(review, ReviewStatement.Kind.QUESTION, text, by)
    telling.asked(row.review, statement, by)
    return statement


@transaction.atomic
def author_answer(*, review: Review, text: str, by: User) -> ReviewStatement:
    """By a writer of the case's city: to scores that were shown, to a reviewer's question, to the outcome."""
    review = locked(review)
    if not may_answer(by, review):
        raise PermissionDenied
    statement = _state(review, ReviewStatement.Kind.ANSWER, text, by)
    if review.state == ReviewState.WITH_AUTHOR:
        review.state = ReviewState.ANSWERED
        review.save(update_fields=["state"])
    telling.answered(review, statement, by)
    return statement


def _state(review: Review, kind: ReviewStatement.Kind, text: str, by: User) -> ReviewStatement:
    if not text.strip():
        raise ValidationError(_("请写内容。"))
    statement = ReviewStatement(
        review=review, kind=kind, author=by, text=text.strip(), version_number=latest_number(review)
    )
    statement.full_clean()
    statement.save()
    log(instance=review, action="practices.review.statement", user=by, data={"kind": kind.value})
    return statement


def latest_number(review: Review) -> int:
    """Of the published versions: higher than the one under review when the city has revised."""
    newest = review.practice.versions.order_by("-number").first() if review.practice else None
    return newest.number if newest else review.version_number


# --- the office goes on -------------------------------------------------------------------------------------------
def why_not_conclude(review: Review) -> str:
    """Why the scoring cannot be closed yet: for showing it to the author, and for deciding."""
    if review.state == ReviewState.OPEN:
        return _("还没有评审人接受。")
    if not review.is_running:
        return _("评审已经结束。")
    if review.practice is None:
        return _("案例已删除，只能取消评审。")
    rows = review.assignments.filter(turn=review.turn)
    if rows.filter(state=AssignmentState.DONE).count() < FEWEST_REVIEWERS:
        return _("至少要有 %(number)s 位评审人评完。") % {"number": FEWEST_REVIEWERS}
    if rows.filter(state=AssignmentState.ACCEPTED).exists():
        return _("还有评审人没有评完；不等的话，请先解除。")
    return ""


@transaction.atomic
def author_ask(*, review: Review, answer_by: date, by: User) -> None:
    """Show scores and reasons to the city and ask for its answer."""
    review = _for_office(review, by)
    if review.state != ReviewState.SCORING:
        raise ValidationError(_("只有评分中的评审才能请作者答复。"))
    if refusal := why_not_conclude(review):
        raise ValidationError(refusal)
    if answer_by <= timezone.localdate():
        raise ValidationError({"answer_by": _("请给作者留出时间，选明天以后的日期。")})
    review.state, review.answer_by = ReviewState.WITH_AUTHOR, answer_by
    review.save(update_fields=["state", "answer_by"])
    release_all(review, _("评分已结束"))
    log(instance=review, action="practices.review.ask_author", user=by, data={"answer_by": answer_by.isoformat()})
    telling.author_asked(review, by)


@transaction.atomic
def review_again(*, review: Review, due_on: date, note: str, by: User) -> None:
    """The same reviewers score once more, the latest version, after the author has answered. Earlier scores stay."""
    review = _for_office(review, by)
    if review.state != ReviewState.ANSWERED:
        raise ValidationError(_("作者答复以后才能请评审人重新评分。"))
    if review.practice is None or why_unreadable(review.practice):
        raise ValidationError(_("案例已撤下或不再公开，只能取消评审。"))
    if due_on <= timezone.localdate():
        raise ValidationError({"due_on": _("截止日期要晚于今天。")})
    done = list(review.assignments.filter(turn=review.turn, state=AssignmentState.DONE).select_related("membership"))
    again = [row for row in done if not why_not_review(row.membership, review)]
    review.turn, review.due_on, review.answer_by = review.turn + 1, due_on, None
    review.version_number, review.state = latest_number(review), ReviewState.OPEN
    review.save()
    _state(review, ReviewStatement.Kind.AGAIN, note, by)
    rows = [_once_more(row, review, by) for row in again]
    follow_assignments(review)
    log(instance=review, action="practices.review.again", user=by, data={"version": review.version_number})
    telling.again(review, rows, by)


def _once_more(row: ReviewAssignment, review: Review, by: User) -> ReviewAssignment:
    """With the former scores to start from."""
    fresh = ReviewAssignment.objects.create(
        review=review,
        membership=row.membership,
        turn=review.turn,
        due_on=review.due_on,
        invited_by=by,
        state=AssignmentState.ACCEPTED,
        accepted_at=timezone.now(),
    )
    for score in row.scores.all():
        score.pk, score.assignment = None, fresh
        score._state.adding = True
        score.save()
    return fresh


def why_not_decide(review: Review) -> str:
    """A decision that gives nothing is taken only when the city has been heard, or has let the time pass."""
    if refusal := why_not_conclude(review):
        return refusal
    if review.state == ReviewState.SCORING and not tally(review).passes:
        return _("没有达到合格分，先请作者看评分并答复，再作结论。")
    if review.state == ReviewState.WITH_AUTHOR and review.answer_by and review.answer_by >= timezone.localdate():
        return _("作者可以答复到 %(day)s。") % {"day": review.answer_by.isoformat()}
    return ""


@transaction.atomic
def review_decide(
    *,
    review: Review,
    reasons: str,
    by: User,
    level: int | None = None,
    witness: str = "",
    awards: Sequence[Term] = (),
    advice: str = "",
) -> Review:
    """An evidence level, recognition, or advice: one of them at least. Recognition needs the pass mark."""
    review = _for_office(review, by)
    if refusal := why_not_decide(review):
        raise ValidationError(refusal)
    _check_decision(review, reasons, level, awards, advice)
    version = review.practice.versions.get(number=review.version_number)
    review.advice = advice.strip()
    end(review, ReviewState.DECIDED, by, reasons.strip())
    release_all(review, _("评审已作结论"))
    if level is not None:
        grade_by_review(review=review, version=version, level=level, witness=witness, by=by)
    for award in awards:
        recognise(review=review, award=award, by=by)
    data = {"level": level, "awards": [award.code for award in awards]}
    log(instance=review, action="practices.review.decide", user=by, data=data)
    telling.decided(review, by)
    return review


def _check_decision(review: Review, reasons: str, level: int | None, awards: Sequence[Term], advice: str) -> None:
    if not reasons.strip():
        raise ValidationError({"reasons": _("请写明理由，作者要看。")})
    if level is None and not awards and not advice.strip():
        raise ValidationError(_("请选佐证等级或认定；都不给的，请写完善建议。"))
    if awards and not tally(review).passes:
        raise ValidationError({"awards": _("没有达到合格分，不能认定。")})
    if awards and why_unreadable(review.practice):
        raise ValidationError({"awards": _("案例已撤下或不再公开，不能认定。")})


def _for_office(review: Review, by: User) -> Review:
    must_organise(by)
    return locked(review)
