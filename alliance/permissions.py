"""Who may do what for the whole alliance."""

from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of


def may_manage_cities(user: Any) -> bool:
    """The provincial office and administrators say which cities are members."""
    viewer = viewer_of(user)
    return viewer.in_office or viewer.is_administrator
