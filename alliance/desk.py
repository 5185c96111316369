"""What waits for a person: their 我的工作台. Everything within their own cities and their own work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState

from alliance.permissions import may_manage_cities
from cities.models import City
from cities.viewers import Viewer, viewer_of
from notifications.models import Notification
from notifications.permissions import may_still_read
from practices.models import PracticePage

#: Lists on the desk are short; each leads to the whole.
LIST = 20
NEWS = 5


@dataclass(frozen=True)
class Desk:
    """`waiting` are task states, oldest first, with `page` on each; `sent_back` and `drafts` are pages."""

    waiting: list[TaskState] = field(default_factory=list)
    sent_back: list[PracticePage] = field(default_factory=list)
    in_review: list[PracticePage] = field(default_factory=list)
    drafts: list[PracticePage] = field(default_factory=list)
    unread: list[Notification] = field(default_factory=list)
    writes: bool = False
    approves: bool = False
    manages_cities: bool = False
    cities: list[City] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.sent_back or self.in_review or self.drafts or self.unread)


def desk_of(user: Any) -> Desk:
    viewer = viewer_of(user)
    states = _states_of_own_cases(viewer)
    return Desk(
        waiting=_waiting(viewer),
        sent_back=_cases(user, viewer, states, WorkflowState.STATUS_NEEDS_CHANGES),
        in_review=_cases(user, viewer, states, WorkflowState.STATUS_IN_PROGRESS),
        drafts=_drafts(user, viewer, states),
        unread=_unread(user),
        writes=bool(viewer.writing_city_ids),
        approves=bool(viewer.approving_city_ids),
        manages_cities=may_manage_cities(user),
        cities=list(City.objects.filter(pk__in=viewer.city_ids)),
    )


def _unread(user: Any) -> list[Notification]:
    lines = Notification.objects.of(user).unread().select_related("recipient").prefetch_related("target")
    return [line for line in lines[:LIST] if may_still_read(line)][:NEWS]


def _waiting(viewer: Viewer) -> list[TaskState]:
    """Pages of the cities this person approves for."""
    if not viewer.approving_city_ids:
        return []
    states = (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS, workflow_state__workflow__city__in=viewer.approving_city_ids
        )
        .select_related("workflow_state__requested_by")
        .order_by("started_at")[:LIST]
    )
    pages = Page.objects.in_bulk({int(state.workflow_state.object_id) for state in states})
    found = []
    for state in states:
        state.page = pages.get(int(state.workflow_state.object_id))
        if state.page is not None:
            found.append(state)
    return found


def _states_of_own_cases(viewer: Viewer) -> dict[int, str]:
    """Page id → status of its latest workflow, of the cases in the cities this person writes for."""
    if not viewer.writing_city_ids:
        return {}
    ids = PracticePage.objects.filter(city__in=viewer.writing_city_ids).annotate(key=Cast("pk", CharField()))
    rows = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=ids.values("key")
    ).order_by("created_at", "pk")
    return {int(object_id): status for object_id, status in rows.values_list("object_id", "status")}


def _own(user: Any, viewer: Viewer) -> Any:
    """A person's own cases, in cities they still write for."""
    return PracticePage.objects.filter(city__in=viewer.writing_city_ids, owner=user).order_by(
        "-latest_revision_created_at"
    )


def _cases(user: Any, viewer: Viewer, states: dict[int, str], status: str) -> list[PracticePage]:
    wanted = [pk for pk, latest in states.items() if latest == status]
    return list(_own(user, viewer).filter(pk__in=wanted)[:LIST]) if wanted else []


def _drafts(user: Any, viewer: Viewer, states: dict[int, str]) -> list[PracticePage]:
    busy = [pk for pk, latest in states.items() if latest in ("in_progress", "needs_changes")]
    return list(_own(user, viewer).filter(has_unpublished_changes=True).exclude(pk__in=busy)[:LIST])
