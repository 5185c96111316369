"""Who may do what with a case, beyond reading it (querysets.visible_to)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cities.viewers import viewer_of

if TYPE_CHECKING:
    from practices.models import PracticePage


def may_see_contact(user: Any) -> bool:
    """Contact data is for members of the alliance only."""
    return viewer_of(user).in_alliance


def may_take_down(user: Any, practice: PracticePage) -> bool:
    """The office hides any live page at once; it never edits a city's words."""
    viewer = viewer_of(user)
    return bool(practice.live and (viewer.in_office or viewer.is_administrator))


def may_narrow(user: Any, practice: PracticePage) -> bool:
    viewer = viewer_of(user)
    return bool(practice.live and (practice.city_id in viewer.approving_city_ids or viewer.is_administrator))
