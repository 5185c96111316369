"""What waits for a person: their 我的工作台. Everything within their own cities and their own work.

Of one's own city's cases four kinds wait: cases to approve, own work that came back, own cases whose review is due,
and what readers say is wrong. A case is in one of the first three at most: the first two are the two ends of an approval,
the third leaves out what is in one. Beside them reviews 评审: to score, to answer, for the office to move on; and visits
考察交流: sign-ups and questions to the host, what a visiting city takes home and whether it began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from alliance.desk_links import DeskLink, desk_links_for
from alliance.office_desk import OfficeDesk, office_desk_of
from alliance.permissions import may_manage_cities
from cities.models import City
from cities.viewers import Viewer, viewer_of
from exchanges.messages.selectors import unread_number
from exchanges.models import SolutionRequest
from exchanges.requests.desk import requests_overdue, requests_to_answer, requests_to_decide
from exchanges.visits.desk import to_decide, to_follow_up, to_reply, to_write_home
from notifications.events import Event
from notifications.models import Notification
from notifications.permissions import may_still_read
from practices.adoptions.desk import adoptions_to_verify, adoptions_without_result, result_due_on
from practices.adoptions.titles import name_cases
from practices.models import CorrectionRequest, ExportJob, PracticePage, Review
from practices.querysets import PracticeQuerySet
from practices.reviews.desk import to_answer, to_move_on, to_score
from practices.states import State

#: Lists on the desk are short; each leads to the whole.
LIST = 20
NEWS = 5
#: What these tell stands among what waits for as long as it is true.
TOLD_BY_THE_LIST = (
    *(Event.CASE_SUBMITTED, Event.CASE_SENT_BACK, Event.REVIEW_DUE, Event.CORRECTION_ASKED),
    *(Event.REVIEWER_INVITED, Event.REVIEWER_DUE, Event.REVIEW_ANSWER_DUE, Event.ADOPTION_RESULT),
    *(Event.VISIT_SIGNUP, Event.VISIT_QUESTION, Event.TAKE_AWAY_DUE, Event.VISIT_FOLLOW_UP),
    *(Event.REQUEST_ASKED, Event.REQUEST_OVERDUE),
)


@dataclass(frozen=True)
class Line:
    """`kind` names the badge. `button` leads to `url`; where there is none it asks about the case `ask_about`, as the
    list of own cases does, and the title leads to where that case is edited, `edit_at`."""

    kind: str
    label: str
    title: str
    detail: str
    since: datetime
    button: str
    url: str = ""
    ask_about: int | None = None
    edit_at: str = ""


@dataclass(frozen=True)
class Desk:
    """`waiting` oldest first; `number` of all that waits, shown or not."""

    waiting: list[Line] = field(default_factory=list)
    number: int = 0
    in_review: list[PracticePage] = field(default_factory=list)
    drafts: list[PracticePage] = field(default_factory=list)
    unread: list[Notification] = field(default_factory=list)
    unread_number: int = 0
    writes: bool = False
    approves: bool = False
    office: OfficeDesk | None = None
    links: list[DeskLink] = field(default_factory=list)
    has_exports: bool = False
    letters: int = 0
    cities: list[City] = field(default_factory=list)


def desk_of(user: Any) -> Desk:
    viewer = viewer_of(user)
    lines = [*_to_approve(viewer), *_sent_back(user, viewer), *_to_review(viewer), *_in_reviews(user)]
    lines += [*_to_correct(viewer), *_of_adoptions(viewer), *_as_host(user, viewer), *_as_guest(user, viewer)]
    lines += _of_requests(user, viewer)
    return Desk(
        waiting=sorted(lines, key=lambda line: line.since)[:LIST],
        number=waiting_number(user),
        in_review=_in_review(user, viewer),
        drafts=_drafts(user, viewer),
        unread=_unread(user),
        unread_number=unread_of(user).count(),
        writes=bool(viewer.writing_city_ids),
        approves=bool(viewer.approving_city_ids),
        office=office_desk_of(user) if may_manage_cities(user) else None,
        links=desk_links_for(user),
        letters=unread_number(user),
        has_exports=ExportJob.objects.filter(owner=user).exists(),
        cities=list(City.objects.filter(pk__in=viewer.city_ids)),
    )


# --- what counts --------------------------------------------------------------------------------------------------
def waiting_number(user: Any) -> int:
    return _count(_all_that_waits(user))


def desk_number(user: Any) -> int:
    """The one number beside 我的工作台: what waits and what is unread, in one query."""
    return _count([*_all_that_waits(user), unread_of(user)])


def _all_that_waits(user: Any) -> list[QuerySet[Any]]:
    viewer = viewer_of(user)
    waits: list[QuerySet[Any]] = [states_to_approve(viewer)] if viewer.approving_city_ids else []
    if viewer.writing_city_ids:
        waits += [states_sent_back(user, viewer), cases_to_review(viewer), to_answer(user), corrections_for(viewer)]
        waits += [adoptions_to_verify(viewer), to_decide(user), to_reply(user)]
    if viewer.city_ids:
        waits += [to_score(user), adoptions_without_result(viewer), to_write_home(user), to_follow_up(user)]
    if viewer.city_ids or viewer.in_office:
        waits += [requests_to_answer(user), requests_to_decide(user)]
    if may_manage_cities(user):
        waits += [to_move_on(user), requests_overdue(user)]
    return waits


def _count(kinds: list[QuerySet[Any]]) -> int:
    """Rows of different kinds in one query."""
    if not kinds:
        return 0
    first, *others = [kind.order_by().values_list("pk") for kind in kinds]
    return first.union(*others, all=True).count() if others else first.count()


def unread_of(user: Any) -> QuerySet[Notification]:
    """Beside what waits: a line in the list and its notification are one thing."""
    return Notification.objects.of(user).unread().exclude(event__in=TOLD_BY_THE_LIST)


def states_to_approve(viewer: Viewer) -> QuerySet[TaskState]:
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__workflow__city__in=viewer.approving_city_ids
    )


def states_sent_back(user: Any, viewer: Viewer) -> QuerySet[WorkflowState]:
    """Own pages, and others' that this person submitted."""
    own = Page.objects.filter(owner=user).annotate(key=Cast("pk", CharField())).order_by()
    return WorkflowState.objects.filter(
        Q(requested_by=user) | Q(object_id__in=own.values("key")),
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        workflow__city__in=viewer.writing_city_ids,
    )


def cases_to_review(viewer: Viewer) -> PracticeQuerySet:
    return PracticePage.objects.to_review_by(viewer)


def corrections_for(viewer: Viewer) -> QuerySet[CorrectionRequest]:
    """Of the whole city: whoever comes first answers."""
    return CorrectionRequest.objects.for_city_of(viewer).unsettled()


# --- what waits, as lines -----------------------------------------------------------------------------------------
def _to_approve(viewer: Viewer) -> list[Line]:
    if not viewer.approving_city_ids:
        return []
    found = states_to_approve(viewer).select_related("workflow_state__requested_by").order_by("started_at")[:LIST]
    pages = _pages_of([state.workflow_state for state in found])
    return [
        _page_line(
            "case_submitted",
            _("待审核"),
            pages[state.workflow_state.object_id],
            _by(state.workflow_state.requested_by, state.started_at),
            state.started_at,
            _("去审核"),
        )
        for state in found
        if state.workflow_state.object_id in pages
    ]


def _sent_back(user: Any, viewer: Viewer) -> list[Line]:
    if not viewer.writing_city_ids:
        return []
    found = states_sent_back(user, viewer).select_related("current_task_state")
    found = found.order_by("current_task_state__finished_at")[:LIST]
    pages = _pages_of(found)
    return [
        _page_line(
            "case_sent_back",
            _("已退回"),
            pages[state.object_id],
            _("退回原因：%(reason)s") % {"reason": state.current_task_state.comment},
            state.current_task_state.finished_at or state.created_at,
            _("去修改"),
        )
        for state in found
        if state.object_id in pages and state.current_task_state
    ]


def _to_review(viewer: Viewer) -> list[Line]:
    if not viewer.writing_city_ids:
        return []
    found = cases_to_review(viewer).with_review().order_by("review_by", "pk")[:LIST]
    return [
        Line(
            kind="overdue",
            label=_("复核到期"),
            title=page.draft_title,
            detail=_("应在 %(day)s 前复核。内容仍然有效就登记，有变化就先修改。") % {"day": page.review_by.isoformat()},
            since=_midnight(page.review_by),
            button=_("登记复核"),
            ask_about=page.pk,
            edit_at=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in found.only("draft_title", "title", "content_type")
    ]


def _in_reviews(user: Any) -> list[Line]:
    scores = to_score(user).select_related("review__city").order_by("invited_at")[:LIST]
    lines = [
        Line(
            kind="overdue" if row.is_late else "reviewer_invited",
            label=_("评审到期") if row.is_late else _("请您评审"),
            title=row.review.case_title,
            detail=_("%(city)s的案例，%(day)s 前评完。") % {"city": row.review.city, "day": row.due_on.isoformat()},
            since=row.invited_at,
            button=_("去评分"),
            url=reverse("review_score", args=[row.review_id]),
        )
        for row in scores
    ]
    for found, label, button in (
        (to_answer(user), _("请答复评审"), _("去答复")),
        (to_move_on(user), _("评审待办"), _("去办理")),
    ):
        lines += [_review_line(review, label, button) for review in found.order_by("opened_at")[:LIST]]
    return lines


def _review_line(review: Review, label: str, button: str) -> Line:
    return Line(
        kind="review_answer_due",
        label=label,
        title=review.case_title,
        detail=str(review.get_state_display()),
        since=review.opened_at,
        button=button,
        url=reverse("review", args=[review.pk]),
    )


def _to_correct(viewer: Viewer) -> list[Line]:
    if not viewer.writing_city_ids:
        return []
    found = corrections_for(viewer).select_related("practice").order_by("asked_at", "pk")[:LIST]
    return [
        Line(
            kind="waiting",
            label=_("更正建议"),
            title=row.practice.draft_title,
            detail=_("已采纳，更正后请登记。") if row.state == row.State.ACCEPTED else row.wrong[:120],
            since=row.asked_at,
            button=_("去办理"),
            url=reverse("correction", args=[row.pk]),
        )
        for row in found
    ]


def _of_adoptions(viewer: Viewer) -> list[Line]:
    """To verify what others made of one's own cases, and to say what one's own city made of theirs."""
    if not viewer.city_ids:
        return []
    to_verify = list(adoptions_to_verify(viewer).select_related("city").order_by("grown_at", "pk")[:LIST])
    unsaid = list(adoptions_without_result(viewer).order_by("tried_on", "pk")[:LIST])
    name_cases(viewer, [*to_verify, *unsaid])
    lines = [
        Line(
            kind="adoption_result",
            label=_("核实借鉴"),
            title=row.case_title,  # type: ignore[attr-defined]
            detail=_("%(city)s填写了结果，请核实是否属实。") % {"city": row.city},
            since=row.grown_at or row.recorded_at,
            button=_("去核实"),
            url=reverse("adoption_verify", args=[row.pk]),
        )
        for row in to_verify
    ]
    return lines + [
        Line(
            kind="overdue",
            label=_("借鉴未写结果"),
            title=row.case_title,  # type: ignore[attr-defined]
            detail=_("已经做了半年，请写改了什么、结果怎样；停了也请写明。"),
            since=_midnight(result_due_on(row)),
            button=_("去填写"),
            url=reverse("adoption_grow", args=[row.pk]),
        )
        for row in unsaid
    ]


def _as_host(user: Any, viewer: Viewer) -> list[Line]:
    if not viewer.writing_city_ids:
        return []
    signups = to_decide(user).select_related("visit", "city").order_by("asked_at")[:LIST]
    questions = to_reply(user).select_related("visit", "city").order_by("asked_at")[:LIST]
    lines = [
        Line(
            kind="waiting",
            label=_("考察报名"),
            title=row.visit.title,
            detail=_("%(city)s报名 %(number)s 人。") % {"city": row.city, "number": row.number},
            since=row.asked_at,
            button=_("去确认"),
            url=reverse("visit_sign_ups", args=[row.visit_id]),
        )
        for row in signups
    ]
    return lines + [
        Line(
            kind="waiting",
            label=_("考察前的问题"),
            title=row.visit.title,
            detail=_("%(city)s问：%(text)s") % {"city": row.city, "text": row.text[:120]},
            since=row.asked_at,
            button=_("去答复"),
            url=reverse("visit_answer", args=[row.visit_id, row.pk]),
        )
        for row in questions
    ]


def _as_guest(user: Any, viewer: Viewer) -> list[Line]:
    if not viewer.city_ids:
        return []
    went = to_write_home(user).select_related("visit", "city").order_by("visit__ends_on")[:LIST]
    asked = to_follow_up(user).select_related("signup__visit", "signup__city").order_by("due_on")[:LIST]
    lines = [
        Line(
            kind="waiting",
            label=_("请写考察收获"),
            title=row.visit.title,
            detail=_("%(city)s去过了。带回了什么、打算试什么，同事谁写都行。") % {"city": row.city},
            since=_midnight(row.visit.ends_on),
            button=_("去写"),
            url=f"{reverse('take_away', args=[row.visit_id])}?city={row.city.slug}",
        )
        for row in went
    ]
    return lines + [
        Line(
            kind="waiting",
            label=_("启动了吗？"),
            title=row.signup.visit.title,
            detail=_("%(city)s考察以后做了没有？") % {"city": row.signup.city},
            since=_midnight(row.due_on),
            button=_("去答复"),
            url=reverse("visit_follow_up", args=[row.signup.visit_id]),
        )
        for row in asked
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_requests(user: Any, viewer: Viewer) -> list[Line]:
    """To answer, to decide on answers, and for the office those that nobody helped in time."""
    if not (viewer.city_ids or viewer.in_office):
        return []
    kinds = [(requests_to_answer(user), _("请您答复"), _("去答复")), (requests_to_decide(user), "", _("去办理"))]
    if may_manage_cities(user):
        kinds.append((requests_overdue(user), _("求助逾期"), _("去协调")))
    return [
        _request_line(row, label, button)
        for rows, label, button in kinds
        for row in rows.select_related("city").order_by("created_at", "pk")[:LIST]
    ]


def _request_line(row: SolutionRequest, label: str, button: str) -> Line:
    late = _("希望 %(day)s 前有答复，还没有结果。") % {"day": row.deadline.isoformat()} if row.is_overdue else ""  # type: ignore[union-attr]
    return Line(
        kind="overdue" if row.is_overdue else "waiting",
        label=label or (_("求助逾期") if row.is_overdue else _("看答复")),
        title=row.title,
        detail=late
        or (
            _("有 %(number)s 条答复，请采纳合适的。") % {"number": row.answer_count}
            if not label
            else str(row.city or "")
        ),
        since=row.created_at,
        button=button,
        url=reverse("request", args=[row.pk]),
    )


def _page_line(kind: str, label: str, page: Page, detail: str, since: datetime, button: str) -> Line:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Line(kind=kind, label=label, title=page.draft_title, detail=detail, since=since, button=button, url=url)


def _by(person: Any, since: datetime) -> str:
    day = timezone.localtime(since).strftime("%Y-%m-%d %H:%M")
    return _("%(name)s %(day)s 提交") % {"name": person or "", "day": day}


def _pages_of(states: Any) -> dict[str, Page]:
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    return {str(pk): page for pk, page in pages.items()}


# --- own work -----------------------------------------------------------------------------------------------------
def _own(user: Any, viewer: Viewer) -> PracticeQuerySet:
    """A person's own cases, in cities they still write for, the last worked on first."""
    own = PracticePage.objects.filter(city__in=viewer.writing_city_ids, owner=user)
    return own.only("title", "draft_title", "live", "content_type").order_by("-latest_revision_created_at")


def _in_review(user: Any, viewer: Viewer) -> list[PracticePage]:
    """With others: what a person approves themselves waits for them already."""
    if viewer.writing_city_ids == viewer.approving_city_ids:
        return []
    return list(_own(user, viewer).exclude(city__in=viewer.approving_city_ids).in_state(State.IN_REVIEW)[:LIST])


def _drafts(user: Any, viewer: Viewer) -> list[PracticePage]:
    """What is neither under way nor done: drafts, changes nobody has submitted, what the city took off the site."""
    if not viewer.writing_city_ids:
        return []
    return list(_own(user, viewer).with_state().in_state(State.DRAFT, State.CHANGED, State.UNPUBLISHED)[:LIST])


def _unread(user: Any) -> list[Notification]:
    lines = unread_of(user).select_related("recipient").prefetch_related("target")
    return [line for line in lines[:LIST] if may_still_read(line)][:NEWS]
