"""Telling many people one thing, in chunks: each a short transaction that tells some and remembers where it is. Killed
at any point, the next run goes on after the last chunk, and whoever was told is not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from notifications.events import Topic
from notifications.models import FanOut, Notification
from notifications.models.preferences import Frequency
from notifications.permissions import readers_among
from notifications.preferences import frequencies, mail_when
from notifications.services import cut, cut_lines
from notifications.tasks import is_mail_configured, mail_notifications, run_fan_out

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City

#: People a chunk, and mails a task of the worker.
CHUNK, MAILS_A_TASK = 500, 50
#: One that has not moved for so long has lost its worker.
LOST_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Told:
    """`reason` says why this person; `chosen` how often they want mail about each thing it is told for (empty where as
    usual)."""

    person: User
    reason: str
    chosen: tuple[str, ...] = ()


#: What the fan-out keeps as `whom`, an id and a number → that many people at most with greater ids, in their order.
Audience = Callable[[Any, int, int], Iterable[Told]]
_audiences: dict[str, Audience] = {}


def register_audience(name: str) -> Callable[[Audience], Audience]:
    """Decorator, for a module that the app's `ready` imports. An audience asks as many queries for one as for all."""

    def register(audience: Audience) -> Audience:
        _audiences[name] = audience
        return audience

    return register


@transaction.atomic
def notify_many(
    *,
    audience: str,
    whom: Any,
    event: str,
    target: models.Model,
    subject: str,
    url: str,
    dedupe_key: str,
    body: str = "",
    city: City | None = None,
    by: User | None = None,
    run_key: str | None = None,
) -> FanOut:
    """Begins after commit, in the worker. Who may not read `target` is not told. A second call with the same `run_key`
    (by default the `dedupe_key`) does nothing."""
    fan_out, is_new = FanOut.objects.get_or_create(
        run_key=run_key or dedupe_key,
        defaults={
            "audience": audience,
            "whom": whom,
            "event": event,
            "city": city,
            "content_type": ContentType.objects.get_for_model(target),
            "object_id": str(target.pk),
            "subject": cut(subject, "subject"),
            "body": cut_lines(body, "body"),
            "url": url,
            "dedupe_key": dedupe_key,
            "by": by,
        },
    )
    if is_new:
        transaction.on_commit(partial(run_fan_out.enqueue, fan_out.pk))
    return fan_out


def run(pk: int) -> None:
    """To the end. Two at once share the work: each chunk is claimed by the row."""
    while _step(pk):
        pass


def _step(pk: int) -> bool:
    """One chunk; whether there may be more. People are found and judged before the transaction, so that it is short."""
    fan_out = FanOut.objects.filter(pk=pk, finished_at__isnull=True).first()
    if fan_out is None:
        return False
    target = fan_out.target
    found = list(_audiences[fan_out.audience](fan_out.whom, fan_out.after, CHUNK)) if target else []
    lines = _lines(fan_out, found, target) if found else []
    return _keep(fan_out, lines, after=found[-1].person.pk if found else None)


def _lines(fan_out: FanOut, found: list[Told], target: models.Model) -> list[Notification]:
    readers = readers_among([told.person for told in found], target)
    often = frequencies(readers, Topic.FOLLOWED)
    return [
        Notification(
            recipient=told.person,
            event=fan_out.event,
            topic=Topic.FOLLOWED,
            city_id=fan_out.city_id,
            content_type_id=fan_out.content_type_id,
            object_id=fan_out.object_id,
            subject=fan_out.subject,
            body=fan_out.body,
            reason=cut(told.reason, "reason"),
            url=fan_out.url,
            dedupe_key=fan_out.dedupe_key,
            mail_when=mail_when(fan_out.event, often[told.person.pk], told.chosen),
        )
        for told in found
        if told.person.pk in readers and told.person.pk != fan_out.by_id
    ]


@transaction.atomic
def _keep(fan_out: FanOut, lines: list[Notification], after: int | None) -> bool:
    held = FanOut.objects.select_for_update().get(pk=fan_out.pk)
    if held.after != fan_out.after or held.finished_at:
        # Another worker was faster.
        return True
    if lines:
        Notification.objects.bulk_create(lines, ignore_conflicts=True)
        _queue_mails(fan_out, [line.recipient_id for line in lines if line.mail_when == Frequency.AT_ONCE])
    held.after, held.moved_at = after or held.after, timezone.now()
    held.finished_at = held.moved_at if after is None else None
    held.save(update_fields=["after", "moved_at", "finished_at"])
    return after is not None


def _queue_mails(fan_out: FanOut, people: list[int]) -> None:
    """Of lines that were there before some may be mailed already; the task claims each."""
    if not people or not is_mail_configured():
        return
    lines = Notification.objects.unsent().filter(dedupe_key=fan_out.dedupe_key, recipient__in=people)
    ids = list(lines.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), MAILS_A_TASK):
        transaction.on_commit(partial(mail_notifications.enqueue, ids[start : start + MAILS_A_TASK]))


def resume_lost() -> int:
    """Run by the scheduler; returns how many were queued again."""
    lost = FanOut.objects.filter(finished_at__isnull=True, moved_at__lt=timezone.now() - LOST_AFTER)
    ids = list(lost.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        run_fan_out.enqueue(pk)
    return len(ids)
