"""Who writes to whom. Who reads: models.messages.ConversationQuerySet.visible_to, and nothing else."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from cities.models import WRITING_ROLES, City, Membership
from cities.selectors import approvers_of
from cities.viewers import viewer_of
from exchanges.models import Conversation
from exchanges.voices import has_voice, may_speak_for
from notifications.permissions import register_read_rule
from practices.models import PracticePage
from practices.reminders import keepers_of


def may_ask(user: Any) -> bool:
    """Members of a city, and the office."""
    return has_voice(user)


def may_ask_about(user: Any, practice: PracticePage) -> bool:
    """Of a case one reads, of another city: colleagues have shorter ways."""
    if not may_ask(user) or practice.city_id in viewer_of(user).city_ids:
        return False
    return PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_ask_city(user: Any, city: City) -> bool:
    return may_ask(user) and city.is_member and city.pk not in viewer_of(user).city_ids


@register_read_rule(Conversation)
def may_read(user: Any, conversation: Conversation) -> bool:
    return Conversation.objects.visible_to(user).filter(pk=conversation.pk).exists()


# --- the two sides ------------------------------------------------------------------------------------------------
def contacts_of(conversation: Conversation) -> list[User]:
    """Who answers now; the same rule as `visible_to` asks, for one conversation."""
    if not conversation.city.is_member:
        return []
    if conversation.about == Conversation.About.CITY:
        return _writers_of(conversation.city)
    keepers = keepers_of(conversation.practice) if conversation.practice else []
    return keepers or [person for person in approvers_of(conversation.city) if person.is_active]


def asker_of(conversation: Conversation) -> list[User]:
    """Empty where that person has left the city, or the office, for which they asked."""
    return [conversation.asker] if may_speak_for(conversation.asker, conversation.asker_city_id) else []


def _writers_of(city: City) -> list[User]:
    rows = Membership.objects.active().in_city(city).filter(role__in=WRITING_ROLES, user__is_active=True)
    return list({row.user_id: row.user for row in rows.select_related("user")}.values())
