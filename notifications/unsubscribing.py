"""The link in a mail that ends mails like it: signed, without sign-in, one person's and some topics' (RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from config.site_address import site_address
from notifications.events import Topic
from notifications.models.preferences import Frequency
from notifications.preferences import set_frequency

SALT = "notifications.unsubscribing"


@dataclass(frozen=True)
class Unsubscribing:
    user: User
    topics: tuple[Topic, ...]


def stop_address(user: User, topics: Iterable[str]) -> str:
    token = signing.dumps({"user": user.pk, "topics": sorted(set(topics))}, salt=SALT)
    return site_address(reverse("mail_stop", args=[token]))


def read_token(token: str) -> Unsubscribing | None:
    """Never too old: a mail lies in a box for years. None for what was not signed here, and for whom there is not."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=said["user"]).first()
    topics = tuple(topic for topic in Topic if topic in said["topics"])
    return Unsubscribing(user, topics) if user and topics else None


@transaction.atomic
def stop(user: User, topics: Iterable[Topic]) -> None:
    for topic in topics:
        set_frequency(user=user, topic=topic, frequency=Frequency.NEVER)


def headers(user: User, topics: Iterable[str]) -> dict[str, str]:
    """What a mail program shows as its own button, and what tells others not to answer."""
    return {
        "List-Unsubscribe": f"<{stop_address(user, topics)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
