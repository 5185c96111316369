"""Looking after the index: comparing it with the database, trying again what failed, telling who can mend it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import Membership, Role
from notifications.events import Event
from notifications.services import in_site_language, notify
from search.health import health, note
from search.models import DrainState, IndexHealth, OutboxEntry
from search.outbox import reconcile
from search.signals import EVERYTHING, put_everything

#: As long as rows keep failing the administrators hear of new ones at most this often.
TOLD_AGAIN_AFTER = timedelta(days=1)


# --- drift --------------------------------------------------------------------------------------------------------
def check(*, repair: bool, by_the_clock: bool = False) -> IndexHealth | None:
    """Compares index and database and notes what differs, without what waits to be indexed anyway; None while the whole
    index waits to be built. Raises SearchUnavailable."""
    waiting = set(OutboxEntry.objects.values_list("identifier", flat=True))
    if EVERYTHING in waiting:
        return None
    found = reconcile(repair=repair)
    counts = {name: len(ids - waiting) for name, ids in found.items()}
    note(checked_at=timezone.now(), checked_by_the_clock=by_the_clock, **counts)
    return health()


def regular_check() -> None:
    """By the scheduler: what differs is queued for the drain."""
    check(repair=True, by_the_clock=True)


# --- what failed --------------------------------------------------------------------------------------------------
@transaction.atomic
def outbox_retry(*, entries: Collection[int] | None, by: Any) -> int:
    """Failing rows become due at once; `entries` None stands for all. Returns how many."""
    rows = OutboxEntry.objects.failing()
    if entries is not None:
        rows = rows.filter(pk__in=entries)
    number = rows.update(not_before=timezone.now())
    if number:
        log(instance=_index(), action="search.retry", user=by, data={"number": number})
    return number


@transaction.atomic
def rebuild_ask(*, by: Any) -> None:
    """The drain builds the whole index anew, in its turn; no other process writes to it meanwhile."""
    put_everything()
    log(instance=_index(), action="search.rebuild", user=by)


def _index() -> DrainState:
    return DrainState.objects.get_or_create(name="search")[0]


@in_site_language
@transaction.atomic
def tell_of_failures() -> int:
    """Rows that keep failing are told to the administrators, each once. Returns how many are new."""
    failing = OutboxEntry.objects.keeps_failing()
    new = failing.filter(told_at__isnull=True).count()
    if not new or failing.filter(told_at__gte=timezone.now() - TOLD_AGAIN_AFTER).exists():
        return 0
    subject = _("搜索：有 %(number)s 处改动一直没能写进索引") % {"number": failing.count()}
    notify(
        recipients=administrators(),
        event=Event.SEARCH_FAILING,
        target=_index(),
        subject=subject,
        body=_("这些内容现在搜不到，或搜到的是旧的。打开可以看原因，并重试。"),
        reason=_("您是系统管理员"),
        url=reverse("search_desk:index"),
    )
    failing.filter(told_at__isnull=True).update(told_at=timezone.now())
    return new


def administrators() -> list[User]:
    holders = Membership.objects.active().filter(role=Role.ADMINISTRATOR).values("user")
    return list(User.objects.filter(Q(pk__in=holders) | Q(is_superuser=True)))
