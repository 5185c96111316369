"""Panels that apps above this one add to a city's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from cities.models import City

CityPanel = Callable[[HttpRequest, "City"], SafeString]
_panels: list[CityPanel] = []


def register_city_panel(panel: CityPanel) -> CityPanel:
    """Decorator; panels are shown in the order of registration."""
    _panels.append(panel)
    return panel


def render_city_panels(request: HttpRequest, city: City) -> list[SafeString]:
    return [panel(request, city) for panel in _panels]
