"""A leaver's conversations pass on with the cases they were about; the successor is told of those that wait."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from accounts.models import User
from cities.models import City
from cities.signals import duties_handed_over
from exchanges.messages.services import tell_other_side
from exchanges.models import Conversation


@receiver(duties_handed_over)
def tell_successor(city: City, successor: User, **kwargs: Any) -> None:
    """practices.signals has given the cases over by then: that app is made ready first."""
    theirs = Q(practice__owner=successor) | Q(practice__contact_user=successor)
    waiting = Conversation.objects.filter(theirs, city=city, last_from_asker=True, closed_at=None, message_count__gt=0)
    for row in waiting.select_related("city", "asker", "asker_city", "practice"):
        tell_other_side(row, None)
