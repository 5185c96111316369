"""摘要: what a person wanted to hear of once a day or once a week, in one mail.

Nothing is kept of a digest but what its lines say of themselves: `mail_when`, and `emailed_at` once it is in one. So
what is due follows from the clock alone, also after the machine stood still over a morning.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cities.viewers import viewer_of
from notifications.mail import Digest, digest_message, digest_of
from notifications.models import Notification
from notifications.models.preferences import Frequency
from notifications.mornings import monday, morning
from notifications.permissions import still_readable
from notifications.querysets import NotificationQuerySet
from notifications.tasks import is_mail_configured, mail_digests

#: What nobody could be sent for so long is no news, and stands in the list anyway.
STALE_AFTER = timedelta(days=15)
DIGESTS_A_TASK = 50


def queue_due() -> int:
    """Run by the scheduler every few minutes; returns how many people have something waiting. Those queued before and
    not yet sent are queued again: whoever comes second finds nothing to say."""
    if not is_mail_configured():
        return 0
    lines = due(timezone.now()).order_by("recipient").values_list("recipient", flat=True).distinct()
    people = list(lines)
    for start in range(0, len(people), DIGESTS_A_TASK):
        mail_digests.enqueue(people[start : start + DIGESTS_A_TASK])
    return len(people)


def due(now: datetime) -> NotificationQuerySet:
    """What was collected up to this morning, and of the weekly up to this week's Monday."""
    collected = Q(mail_when=Frequency.DAILY, created_at__lt=morning(now))
    collected |= Q(mail_when=Frequency.WEEKLY, created_at__lt=monday(now))
    return waiting(now).filter(collected)


def waiting(now: datetime) -> NotificationQuerySet:
    """For a digest, due or not. What was read in the site in the meantime needs no mail."""
    lines = Notification.objects.unmailed().unread().filter(mail_when__in=[Frequency.DAILY, Frequency.WEEKLY])
    return lines.filter(created_at__gte=now - STALE_AFTER)


def send(recipient_id: int, now: datetime | None = None) -> bool:
    """Whether a mail went out. Its lines are claimed before: after a crash in between one digest is missing rather than
    sent twice. Where sending itself fails they are given back."""
    now = now or timezone.now()
    lines = _claim(recipient_id, now)
    if not lines:
        return False
    digest = _sayable(lines[0].recipient, lines, now)
    if not digest.lines:
        return False
    try:
        digest_message(digest).send()
    except OSError:
        # smtplib's errors are OSErrors: the server is away or refuses.
        Notification.objects.filter(pk__in=[line.pk for line in lines]).update(emailed_at=None)
        raise
    return True


def preview(user: User, now: datetime) -> Digest:
    """As it would be sent now, of all that waits."""
    return _sayable(user, list(waiting(now).of(user).order_by("-created_at", "-pk")), now)


def _claim(recipient_id: int, now: datetime) -> list[Notification]:
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=recipient_id).exists():
            return []
        mine = due(now).filter(recipient=recipient_id).select_related("recipient").order_by("-created_at", "-pk")
        lines = list(mine)
        Notification.objects.filter(pk__in=[line.pk for line in lines]).update(emailed_at=now)
    return lines


def _sayable(recipient: User, lines: list[Notification], now: datetime) -> Digest:
    """Judged now: rights may have ended since a line was written. Who left the alliance is told nothing."""
    readable = still_readable(recipient, lines) if viewer_of(recipient).in_alliance else []
    return digest_of(recipient, readable, now)
