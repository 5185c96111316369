"""What happens to practices when something happens to a city, and who is told when a case moves."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from accounts.models import User
from cities.models import CityPage
from cities.pages import CityBoundPage
from cities.selectors import approvers_of
from cities.signals import city_joined, duties_handed_over
from notifications.events import Event
from notifications.services import in_site_language, notify, settle
from practices.models import PracticeIndexPage, PracticePage
from practices.services import OPEN_STATES

#: Signal, sender and name of Wagtail's own mails: they go out inside the request, to superusers too, in framework words.
WAGTAIL_MAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def silence_wagtail() -> None:
    """People are told by notifications.services.notify instead. A signal takes one receiver a name, and this app is
    made ready before wagtail.admin: who comes second is not connected."""
    for signal, sender, name in WAGTAIL_MAILS:
        signal.connect(_nobody, sender=sender, dispatch_uid=name)


def _nobody(**kwargs: Any) -> None:
    pass


@receiver(city_joined)
def make_practice_index(page: CityPage, **kwargs: Any) -> None:
    if not PracticeIndexPage.objects.child_of(page).exists():
        page.add_child(instance=PracticeIndexPage(title=_("实践案例"), slug="practices"))


@receiver(duties_handed_over)
def hand_over_cases(city: Any, leaver: User, successor: User, **kwargs: Any) -> None:
    """Cases and drafts written by the leaver, and those that name the leaver as contact."""
    cases = PracticePage.objects.in_city(city)
    cases.filter(owner=leaver).update(owner=successor)
    cases.filter(contact_user=leaver).update(contact_user=successor)
    states = WorkflowState.objects.filter(requested_by=leaver, status__in=OPEN_STATES, workflow=city.workflow)
    states.update(requested_by=successor)


@receiver(task_submitted)
@in_site_language
def tell_submitted(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    page = _city_bound(instance.workflow_state.content_object)
    if page is None:
        return
    settle(target=page, events=[Event.CASE_SENT_BACK])
    by = user or instance.workflow_state.requested_by
    subject = _("%(title)s 等待审核") % {"title": page.draft_title}
    body = _("%(name)s 提交") % {"name": by} if by else ""
    _tell_approvers(page, by, Event.CASE_SUBMITTED, subject, body, f"submitted-{instance.pk}")


@receiver(workflow_approved)
@in_site_language
def tell_authors_approved(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    page = _city_bound(instance.content_object)
    if page is not None:
        settle(target=page, events=[Event.CASE_SUBMITTED])
        is_live = type(page).objects.filter(pk=page.pk, live=True).exists()
        words = _("%(title)s 已通过审核") if is_live else _("%(title)s 已通过审核，到设定的时间发布")
        subject = words % {"title": page.draft_title}
        _tell_authors(instance, page, user, Event.CASE_APPROVED, subject, "approved")


@receiver(workflow_rejected)
@in_site_language
def tell_authors_sent_back(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    page = _city_bound(instance.content_object)
    if page is not None:
        settle(target=page, events=[Event.CASE_SUBMITTED])
        subject = _("%(title)s 被退回修改") % {"title": page.draft_title}
        _tell_authors(instance, page, user, Event.CASE_SENT_BACK, subject, "sent-back")


@receiver(workflow_cancelled)
@in_site_language
def tell_withdrawn(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Publishing directly ends a review as well: that is news for the author. A withdrawal is news for approvers."""
    page = _city_bound(instance.content_object)
    if page is None:
        return
    settle(target=page, events=[Event.CASE_SUBMITTED, Event.CASE_SENT_BACK])
    task_state = instance.current_task_state
    if task_state and type(page).objects.filter(pk=page.pk, live_revision__gte=task_state.revision_id).exists():
        subject = _("%(title)s 已发布，不再等待审核") % {"title": page.draft_title}
        _tell_authors(instance, page, user, Event.CASE_APPROVED, subject, "published")
        return
    subject = _("%(title)s 已撤回送审") % {"title": page.draft_title}
    body = _("%(name)s 撤回，不用再审核。") % {"name": user} if user else ""
    _tell_approvers(page, user, Event.CASE_WITHDRAWN, subject, body, f"withdrawn-{instance.pk}")


def _tell_approvers(page: Any, by: Any, event: Event, subject: str, body: str, key: str) -> None:
    """Those of the page's own city only."""
    notify(
        recipients=approvers_of(page.city),
        by=by,
        event=event,
        target=page,
        city=page.city,
        subject=subject,
        body=body,
        reason=_("您是%(city)s的审核人员") % {"city": page.city.name},
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        dedupe_key=key,
    )


def _tell_authors(state: WorkflowState, page: Any, by: Any, event: Event, subject: str, key: str) -> None:
    task_state = state.current_task_state
    notify(
        recipients=[person for person in (page.owner, state.requested_by) if person is not None],
        by=by,
        event=event,
        target=page,
        city=page.city,
        subject=subject,
        body=task_state.comment if task_state else "",
        reason=_("您写了或提交了这个案例"),
        url=_address(page, event),
        dedupe_key=f"{key}-{state.pk}-{task_state.pk if task_state else 0}",
    )


def _address(page: Any, event: Event) -> str:
    """Where there is something to read: a case approved for later has no public page yet."""
    is_public = event == Event.CASE_APPROVED and type(page).objects.filter(pk=page.pk, live=True).exists()
    return str(page.get_url()) if is_public else reverse("wagtailadmin_pages:edit", args=[page.pk])


def _city_bound(content: Any) -> Any:
    """The page in its own type when it belongs to a city; None for the office's articles."""
    page = content.specific if isinstance(content, Page) else None
    return page if isinstance(page, CityBoundPage) and hasattr(page, "city") else None
