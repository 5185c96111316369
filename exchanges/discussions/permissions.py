"""Who opens discussions and who takes them out of sight. Reading is DiscussionQuerySet.visible_to."""

from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of
from exchanges.models import Discussion
from exchanges.voices import has_voice
from practices.models import PracticePage


def may_open(user: Any) -> bool:
    return has_voice(user)


def may_open_about(user: Any, practice: PracticePage) -> bool:
    return has_voice(user) and PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_hide(user: Any, discussion: Discussion) -> bool:
    """The office, administrators, approvers of the city for which it was opened; the same show it again."""
    viewer = viewer_of(user)
    by_right = viewer.in_office or viewer.is_administrator or discussion.city_id in viewer.approving_city_ids
    return by_right and Discussion.objects.visible_to(user).filter(pk=discussion.pk).exists()
