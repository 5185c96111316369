"""What the worker does: mail, and telling many."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from notifications.mail import line_message
from notifications.models import Notification
from notifications.permissions import may_be_mailed

#: Backends that deliver to nobody.
SILENT_BACKENDS = ("django.core.mail.backends.dummy.EmailBackend",)
#: A task that died is noticed after this; what is older than a day is no news, and stands in the list anyway.
LOST_AFTER, STALE_AFTER = timedelta(minutes=5), timedelta(days=1)


def is_mail_configured() -> bool:
    return settings.EMAIL_BACKEND not in SILENT_BACKENDS


@task()
def run_fan_out(pk: int) -> None:
    from notifications.fan_out import run

    run(pk)


@task()
def mail_digests(people: list[int]) -> int:
    """How many digests went out."""
    from notifications.digests import send

    return sum(send(pk) for pk in people)


@task()
def mail_notifications(ids: list[int]) -> int:
    """How many mails went out. Where the mail server is away the rest is left to resend_lost."""
    return sum(mail_notification.func(pk) for pk in ids)


@task()
def mail_notification(pk: int) -> bool:
    """Whether a mail went out. The line is claimed before sending: after a crash in between one mail is missing
    rather than sent twice; where sending itself fails the claim is given back and resend_lost tries again."""
    if not Notification.objects.unsent().filter(pk=pk).update(emailed_at=timezone.now()):
        return False
    line = Notification.objects.select_related("recipient").get(pk=pk)
    if not may_be_mailed(line):
        return False
    try:
        line_message(line).send()
    except OSError:
        # smtplib's errors are OSErrors: the server is away or refuses.
        Notification.objects.filter(pk=pk).update(emailed_at=None)
        raise
    return True


def resend_lost() -> int:
    """Queue again what should have been mailed and was not; run by the scheduler. Returns how many."""
    if not is_mail_configured():
        return 0
    now = timezone.now()
    window = (now - STALE_AFTER, now - LOST_AFTER)
    lost = list(Notification.objects.unsent().filter(created_at__range=window).values_list("pk", flat=True)[:500])
    for pk in lost:
        mail_notification.enqueue(pk)
    return len(lost)
