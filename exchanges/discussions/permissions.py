"""Who opens discussions and who takes them out of sight. Reading is DiscussionQuerySet.visible_to."""

from __future__ import annotations

from typing import Any

from exchanges.models import Discussion
from exchanges.moderation import keeps_order_in
from exchanges.voices import has_voice
from practices.models import PracticePage


def may_open(user: Any) -> bool:
    return has_voice(user)


def may_open_about(user: Any, practice: PracticePage) -> bool:
    return has_voice(user) and PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_hide(user: Any, discussion: Discussion) -> bool:
    """The office, administrators, approvers of the city for which it was opened; the same show it again."""
    by_right = keeps_order_in(user, discussion.city_id)
    return by_right and Discussion.objects.visible_to(user).filter(pk=discussion.pk).exists()
