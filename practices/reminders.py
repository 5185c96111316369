"""Told by the clock: the review of a case has become due."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.selectors import approvers_of
from notifications.events import Event
from notifications.models import Notification
from notifications.services import in_site_language, notify
from practices.models import PracticePage
from practices.querysets import keeping
from practices.states import UNDER_WAY


@in_site_language
def remind_of_reviews() -> int:
    """Once for each date a review was due, however often this is called. Returns how many cases are new."""
    told = set(Notification.objects.filter(event=Event.REVIEW_DUE).values_list("dedupe_key", flat=True))
    due = PracticePage.objects.overdue().not_in_state(*UNDER_WAY).with_review()
    due = due.select_related("city", "owner", "contact_user").order_by("review_by", "pk")
    new = [page for page in due if _key(page) not in told]
    return sum(_remind(page) for page in new)


def _key(page: PracticePage) -> str:
    return f"review-due-{page.pk}-{page.review_by.isoformat()}"  # type: ignore[attr-defined]


@transaction.atomic
def _remind(page: PracticePage) -> bool:
    keepers = keepers_of(page)
    day = page.review_by.isoformat()  # type: ignore[attr-defined]
    made = notify(
        recipients=keepers or approvers_of(page.city),
        event=Event.REVIEW_DUE,
        target=page,
        city=page.city,
        subject=_("%(title)s 该复核了") % {"title": page.draft_title},
        body=_("应在 %(day)s 前复核。内容仍然有效就登记，有变化就先修改。") % {"day": day},
        reason=_("您是这个案例的作者或联系人") if keepers else _("您审核本市案例，它的作者和联系人已不在本市"),
        url=reverse("practice_verify", args=[page.short_id]),
        dedupe_key=_key(page),
    )
    return bool(made)


def keepers_of(page: PracticePage) -> list[User]:
    """The author first."""
    rows = keeping(city=page.city_id, owner=page.owner_id, contact=page.contact_user_id)
    writing = set(rows.values_list("user", flat=True))
    people = dict.fromkeys(person for person in (page.owner, page.contact_user) if person is not None)
    return [person for person in people if person.pk in writing]
