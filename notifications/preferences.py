"""How often a person gets mail about a topic, and what follows for one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from notifications.events import AT_ONCE, Topic
from notifications.models import MailPreference, Notification
from notifications.models.preferences import Frequency

if TYPE_CHECKING:
    from accounts.models import User

#: Of who has said nothing. What others do with one's own work comes at once; what one follows is collected.
USUAL = {
    Topic.WORK: Frequency.AT_ONCE,
    Topic.EXCHANGES: Frequency.AT_ONCE,
    Topic.FOLLOWED: Frequency.DAILY,
    Topic.SEARCHES: Frequency.AT_ONCE,
}
#: The most eager first.
EAGERNESS = tuple(Frequency)


def frequencies(people: Iterable[int], topic: str) -> dict[int, str]:
    """Of each of these ids, in one query."""
    ids = list(people)
    said = dict(MailPreference.objects.filter(user__in=ids, topic=topic).values_list("user_id", "frequency"))
    return {pk: said.get(pk, USUAL[Topic(topic)]) for pk in ids}


def frequencies_of(user: User) -> dict[Topic, str]:
    said = dict(MailPreference.objects.filter(user=user).values_list("topic", "frequency"))
    return {topic: said.get(topic, usual) for topic, usual in USUAL.items()}


def mail_when(event: str, frequency: str, chosen: Iterable[str] = ()) -> str:
    """For one line: `frequency` of its topic, `chosen` of the things it is told for (empty where as the topic). Never is
    never, whatever else is chosen; what cannot wait does not; of several the most eager holds."""
    if frequency == Frequency.NEVER:
        return Frequency.NEVER
    if event in AT_ONCE:
        return Frequency.AT_ONCE
    wanted = [Frequency(one or frequency) for one in chosen] or [Frequency(frequency)]
    return min(wanted, key=EAGERNESS.index)


@transaction.atomic
def set_frequency(*, user: User, topic: str, frequency: str) -> None:
    """From the next line on. What waits for a digest stays in it, but after never nothing more is sent."""
    MailPreference.objects.update_or_create(user=user, topic=topic, defaults={"frequency": frequency})
    if frequency == Frequency.NEVER:
        waiting = Notification.objects.of(user).filter(topic=topic, emailed_at__isnull=True)
        waiting.update(mail_when=Frequency.NEVER)
