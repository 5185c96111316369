"""What a city is looking for at the moment. Requests for solutions live in an app above this one, which says so here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: For a user and the id of a city: theme → titles of the city's open requests on it that this user may read.
FindWanted = Callable[[Any, int], Mapping[int, list[str]]]
_wanted: list[FindWanted] = []


def register_wanted(find: FindWanted) -> FindWanted:
    """Decorator, for a module that the app's `ready` imports."""
    _wanted.append(find)
    return find


def wanted_by(user: Any, city: int) -> dict[int, list[str]]:
    """By id of the theme."""
    found: dict[int, list[str]] = {}
    for find in _wanted:
        for theme, titles in find(user, city).items():
            found.setdefault(theme, []).extend(titles)
    return found
