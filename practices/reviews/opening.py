"""Rounds and reviews are opened and ended by the office. A city publishes as before; its case merely stays under review in
the version that was live when the review was opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices.models import RUNNING, PracticePage, Review, ReviewRound, ReviewState, Rubric
from practices.reviews import telling
from practices.reviews.assigning import locked, release_all
from practices.reviews.permissions import must_organise
from practices.reviews.rubrics import load_rubric

if TYPE_CHECKING:
    from accounts.models import User
    from practices.models import PracticeVersion
    from vocabulary.models import Term


@transaction.atomic
def round_open(
    *,
    title: str,
    due_on: date,
    by: User,
    theme: Term | None = None,
    opens_on: date | None = None,
    is_anonymous: bool = True,
    rubric: Rubric | None = None,
) -> ReviewRound:
    must_organise(by)
    begins = opens_on or timezone.localdate()
    row = ReviewRound(
        title=title.strip(),
        theme=theme,
        rubric=rubric or load_rubric(),
        opens_on=begins,
        due_on=_due(due_on, begins),
        is_anonymous=is_anonymous,
        opened_by=by,
    )
    row.full_clean()
    row.save()
    log(instance=row, action="practices.round.open", user=by, data={"due_on": row.due_on.isoformat()})
    return row


@transaction.atomic
def round_close(*, round: ReviewRound, by: User) -> None:
    """Once every review in it has ended."""
    must_organise(by)
    round = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if round.state == ReviewRound.State.CLOSED:
        raise ValidationError(_("本批评审已经结束。"))
    left = round.reviews.filter(state__in=RUNNING).count()
    if left:
        raise ValidationError(_("还有 %(number)s 个案例没有评完。") % {"number": left})
    round.state = ReviewRound.State.CLOSED
    round.save(update_fields=["state"])
    log(instance=round, action="practices.round.close", user=by)


@transaction.atomic
def review_open(
    *,
    practice: PracticePage,
    by: User,
    round: ReviewRound | None = None,
    due_on: date | None = None,
    opens_on: date | None = None,
    is_anonymous: bool = True,
) -> Review:
    """Of the version that is live. In a round, dates, rubric and anonymity are the round's; else `due_on` is needed."""
    must_organise(by)
    # One question of its own: who opens twice at once is told in words by the second.
    practice = PracticePage.objects.select_for_update().get(pk=practice.pk)
    version = _reviewable(practice, by, round)
    begins = round.opens_on if round else opens_on or timezone.localdate()
    ends = round.due_on if round else due_on
    review = Review(
        practice=practice,
        case_title=practice.title,
        city=practice.city,
        version_number=version.number,
        round=round,
        rubric=round.rubric if round else load_rubric(),
        opens_on=begins,
        due_on=_due(ends, begins),
        is_anonymous=round.is_anonymous if round else is_anonymous,
        opened_by=by,
    )
    review.full_clean(validate_constraints=False)
    review.save()
    log(instance=review, action="practices.review.open", user=by, data={"version": version.number})
    telling.opened(review, by)
    return review


def _reviewable(practice: PracticePage, by: User, round: ReviewRound | None) -> PracticeVersion:
    """Raises ValidationError in words for the office."""
    if round is not None:
        if ReviewRound.objects.select_for_update().get(pk=round.pk).state == ReviewRound.State.CLOSED:
            raise ValidationError(_("本批评审已经结束，不能再加案例。"))
        if round.theme_id and not practice.themes.filter(pk=round.theme_id).exists():
            raise ValidationError(_("案例不在本批评审的业务领域内。"))
    if why := why_unreadable(practice):
        raise ValidationError(why)
    if not PracticePage.objects.visible_to(by).filter(pk=practice.pk).exists():
        raise ValidationError(_("案例没有向联盟公开，不能评审。"))
    if Review.objects.filter(practice=practice, state__in=RUNNING).exists():
        raise ValidationError(_("这个案例正在评审中。"))
    version = practice.versions.order_by("-number").first()
    if version is None:
        raise ValidationError(_("案例还没有发布过版本。"))
    return version


def why_unreadable(practice: PracticePage) -> str:
    """Reviewers of other cities must be able to read it; empty where they are."""
    if not practice.live:
        return _("案例没有发布，或者已经撤下。")
    limits = set(practice.holds.filter(lifted_at__isnull=True).values_list("limit", flat=True))
    if "hidden" in limits:
        return _("案例已下架。")
    if practice.visibility == "city" or "city" in limits:
        return _("案例只限本市，其他城市的评审人看不到。")
    return ""


@transaction.atomic
def review_cancel(*, review: Review, by: User | None, reason: str) -> None:
    """`by` None: the case can no longer be read by its reviewers."""
    if by is not None:
        must_organise(by)
    review = locked(review)
    if not review.is_running:
        raise ValidationError(_("评审已经结束。"))
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    end(review, ReviewState.CANCELLED, by, reason.strip())
    released = release_all(review, _("评审已取消"))
    log(instance=review, action="practices.review.cancel", user=by, data={"reason": review.reasons})
    telling.cancelled(review, released, by)


def end(review: Review, state: ReviewState, by: User | None, reasons: str) -> None:
    """Saved by the caller's transaction, which holds the lock."""
    review.state, review.ended_by, review.ended_at, review.reasons = state, by, timezone.now(), reasons
    review.full_clean(validate_constraints=False)
    review.save()


def _due(due_on: date | None, begins: date) -> date:
    if due_on is None:
        raise ValidationError({"due_on": _("请填写截止日期。")})
    if due_on <= begins or due_on <= timezone.localdate():
        raise ValidationError({"due_on": _("截止日期要晚于开始日期和今天。")})
    return due_on
