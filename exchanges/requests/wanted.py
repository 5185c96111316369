"""What a city asks about at the moment, for the list of cases that would fit it."""

from __future__ import annotations

from typing import Any

from exchanges.models import SolutionRequest
from practices.matching.wanted import register_wanted


@register_wanted
def running_requests(user: Any, city: int) -> dict[int, list[str]]:
    """Theme → titles, the newest first; of those this user may read."""
    rows = SolutionRequest.objects.visible_to(user).running().filter(city=city).order_by("-created_at", "-pk")
    found: dict[int, list[str]] = {}
    for theme, title in rows.values_list("themes", "title"):
        found.setdefault(theme, []).append(title)
    return found
