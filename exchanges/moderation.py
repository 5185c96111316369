"""Who takes words out of sight, locks what is said below them, and takes that back."""

from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of


def keeps_order_in(user: Any, city_id: int | None) -> bool:
    """The office and administrators everywhere; approvers in what is of their city. None: of the office."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator or city_id in viewer.approving_city_ids
