"""Where a case stands, in a clerk's words: one word a case, told by the database so that lists can be filtered by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

#: How long a published case counts as looked at, where no review says otherwise.
REVIEWED_FOR = timedelta(days=365)


class State(TextChoices):
    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审核")
    SENT_BACK = "sent_back", _("已退回")
    PUBLISHED = "published", _("已发布")
    CHANGED = "changed", _("已发布，有新修改")
    SCHEDULED = "scheduled", _("定时发布")
    TAKEN_DOWN = "taken_down", _("已下架")
    UNPUBLISHED = "unpublished", _("已撤下")


#: Somebody of the city is at it: nothing else is asked of its author meanwhile.
UNDER_WAY = (State.IN_REVIEW, State.SENT_BACK)


def _in_workflow(status: str) -> Exists:
    return Exists(
        WorkflowState.objects.filter(
            base_content_type=_page_type(), object_id=Cast(OuterRef("pk"), CharField()), status=status
        ).order_by()
    )


def _is_scheduled() -> Exists:
    return Exists(
        Revision.objects.filter(
            base_content_type=_page_type(),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        ).order_by()
    )


def _is_taken_down() -> Exists:
    from practices.models import Hold

    holds = Hold.objects.filter(practice=OuterRef("pk"), lifted_at__isnull=True, limit=Hold.Limit.HIDDEN)
    return Exists(holds.order_by())


def _page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


def state_expression() -> Case:
    """What somebody has to act on comes before what a reader would see."""
    return Case(
        When(_in_workflow(WorkflowState.STATUS_IN_PROGRESS), then=Value(State.IN_REVIEW.value)),
        When(_in_workflow(WorkflowState.STATUS_NEEDS_CHANGES), then=Value(State.SENT_BACK.value)),
        When(Q(_is_taken_down(), live=True), then=Value(State.TAKEN_DOWN.value)),
        When(_is_scheduled(), then=Value(State.SCHEDULED.value)),
        When(Q(live=True, has_unpublished_changes=True), then=Value(State.CHANGED.value)),
        When(Q(live=True), then=Value(State.PUBLISHED.value)),
        When(Q(first_published_at__isnull=False), then=Value(State.UNPUBLISHED.value)),
        default=Value(State.DRAFT.value),
        output_field=CharField(),
    )


def last_review(column: str) -> Subquery:
    from practices.models import Verification

    rows = Verification.objects.filter(practice=OuterRef("pk")).order_by("-verified_on", "-pk")
    return Subquery(rows.values(column)[:1])


def review_by_expression() -> Case:
    """Of a live case: what its last review says, else a year after it was published; an approver had read it then."""
    after_a_year: Any = TruncDate(
        ExpressionWrapper(F("last_published_at") + REVIEWED_FOR, output_field=DateTimeField())
    )
    return Case(
        When(live=True, then=Coalesce(last_review("review_by"), after_a_year, output_field=DateField())),
        output_field=DateField(),
    )


def in_a_year(day: date) -> date:
    """The same day of the next year; the 29th of February has none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
