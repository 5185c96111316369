from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of
from practices.models import PracticePage


def may_find_helpful(user: Any, practice: PracticePage) -> bool:
    """Whoever of the alliance reads the case, save those of its own city: that would be praising oneself."""
    viewer = viewer_of(user)
    if not viewer.in_alliance or practice.city_id in viewer.city_ids:
        return False
    return PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def may_read_reasons(user: Any, practice: PracticePage) -> bool:
    """The writers of its city, and the office."""
    viewer = viewer_of(user)
    return practice.city_id in viewer.writing_city_ids or viewer.in_office
