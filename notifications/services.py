"""Telling people. The one way a line gets into somebody's list and mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone, translation

from notifications.events import topic_of
from notifications.models import Notification
from notifications.models.preferences import Frequency
from notifications.preferences import frequencies, mail_when
from notifications.tasks import is_mail_configured, mail_notification

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City

Result = TypeVar("Result")


def in_site_language(tell: Callable[..., Result]) -> Callable[..., Result]:
    """Decorator: people are told in the language of the site, whatever the one reads who acted. Not translation.override
    itself, which as a decorator keeps its state between threads."""

    @wraps(tell)
    def told(*args: Any, **kwargs: Any) -> Result:
        with translation.override(settings.LANGUAGE_CODE):
            return tell(*args, **kwargs)

    return told


@transaction.atomic
def notify(
    *,
    recipients: Iterable[User],
    event: str,
    target: models.Model,
    subject: str,
    reason: str,
    url: str,
    body: str = "",
    city: City | None = None,
    dedupe_key: str | None = None,
    by: User | None = None,
) -> list[Notification]:
    """One line for each recipient, and a mail for those with an address, sent by the worker after commit.

    `by` did it and is not told of it. `reason` says why this person is told. With a `dedupe_key` the same thing is told to the same person once, however
    often this is called. Returns the lines that are new.
    """
    content_type = ContentType.objects.get_for_model(target)
    made = []
    told = {person.pk: person for person in recipients if person.is_active and (by is None or person.pk != by.pk)}
    topic = topic_of(event)
    often = frequencies(told, topic)
    for person in told.values():
        fields = {
            "event": event,
            "topic": topic,
            "mail_when": mail_when(event, often[person.pk]),
            "city": city,
            "content_type": content_type,
            "object_id": str(target.pk),
            "subject": cut(subject, "subject"),
            "body": cut_lines(body, "body"),
            "reason": cut(reason, "reason"),
            "url": url,
        }
        line = _add(person, dedupe_key, fields)
        if line is not None:
            made.append(line)
            if person.email and line.mail_when == Frequency.AT_ONCE and is_mail_configured():
                transaction.on_commit(partial(mail_notification.enqueue, line.pk))
    return made


def _add(person: User, dedupe_key: str | None, fields: dict[str, object]) -> Notification | None:
    if dedupe_key is None:
        return Notification.objects.create(recipient=person, **fields)
    line, created = Notification.objects.get_or_create(recipient=person, dedupe_key=dedupe_key, defaults=fields)
    return line if created else None


def cut(text: str, field: str) -> str:
    """A long title in a subject is shortened, not refused: the line leads to the whole."""
    longest = Notification._meta.get_field(field).max_length or len(text)
    return _shorten(" ".join(text.split()), longest)


def cut_lines(text: str, field: str) -> str:
    """An approver's numbered points stay on lines of their own."""
    return _shorten(text.strip(), Notification._meta.get_field(field).max_length or len(text))


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def mark_read(*, user: User, pk: int | None = None, topic: str = "") -> int:
    """One line of `user`, those of a topic, or all; returns how many were unread."""
    lines = Notification.objects.of(user).unread()
    if topic:
        lines = lines.filter(topic=topic)
    if pk is not None:
        lines = lines.filter(pk=pk)
    return lines.update(read_at=timezone.now())


def settle(*, target: models.Model, events: Iterable[str], recipient: User | None = None) -> int:
    """What these lines asked for has been done, by whomever: they are news for nobody any more. With a `recipient`, what
    was asked of that one."""
    content_type = ContentType.objects.get_for_model(target)
    lines = Notification.objects.unread().filter(content_type=content_type, object_id=str(target.pk), event__in=events)
    if recipient is not None:
        lines = lines.filter(recipient=recipient)
    return lines.update(read_at=timezone.now())
