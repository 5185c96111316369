"""What a mail says: one line, or a digest of many; as plain text and as HTML that fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from config.site_address import site_address
from config.site_name import site_name
from notifications.events import Topic
from notifications.mail_look import colours
from notifications.models import Notification
from notifications.unsubscribing import headers, stop_address

#: Lines a digest spells out; the rest is a number with a link.
MOST_LINES = 50


@dataclass(frozen=True)
class Digest:
    """All `lines` may be read by `recipient`; the newest first."""

    recipient: User
    lines: Sequence[Notification]
    day: date

    @property
    def groups(self) -> list[tuple[Any, list[Notification]]]:
        """Label of the topic and its lines, of those spelt out."""
        shown = self.lines[:MOST_LINES]
        by_topic = [(topic, [line for line in shown if line.topic == topic]) for topic in Topic]
        return [(topic.label, lines) for topic, lines in by_topic if lines]

    @property
    def left(self) -> int:
        return max(0, len(self.lines) - MOST_LINES)

    @property
    def topics(self) -> list[str]:
        return sorted({line.topic for line in self.lines})

    @property
    def subject(self) -> str:
        words = _("%(month)s 月 %(day)s 日摘要：%(number)s 条新消息")
        return words % {"month": self.day.month, "day": self.day.day, "number": len(self.lines)}


def digest_of(recipient: User, lines: Sequence[Notification], now: datetime) -> Digest:
    return Digest(recipient, lines, timezone.localtime(now, timezone.get_default_timezone()).date())


def line_message(line: Notification) -> EmailMultiAlternatives:
    return _message(line.recipient, line.subject, "line", [line.topic], line=line)


def digest_message(digest: Digest) -> EmailMultiAlternatives:
    with translation.override(settings.LANGUAGE_CODE):
        subject = digest.subject
    return _message(digest.recipient, subject, "digest", digest.topics, digest=digest)


def _message(
    recipient: User, subject: str, template: str, topics: Sequence[str], **about: Any
) -> EmailMultiAlternatives:
    """In Chinese: content and recipients are."""
    name = site_name()
    context = {
        **about,
        "recipient": recipient,
        "subject": subject,
        "site": name,
        "base": site_address(),
        "stop": stop_address(recipient, topics),
        "look": colours(),
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"notifications/mail/{template}.txt", context)
        html = render_to_string(f"notifications/mail/{template}.html", context)
    message = EmailMultiAlternatives(
        f"[{name}] {subject}", text, to=[recipient.email], headers=headers(recipient, topics)
    )
    message.attach_alternative(html, "text/html")
    return message
