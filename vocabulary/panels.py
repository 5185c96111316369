"""What apps above this one add to the page of a theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from vocabulary.models import Term

#: The empty string where there is nothing to show.
DrawThemePanel = Callable[[HttpRequest, "Term"], SafeString]
_panels: list[tuple[int, DrawThemePanel]] = []


def register_theme_panel(*, order: int = 100) -> Callable[[DrawThemePanel], DrawThemePanel]:
    """Decorator, for a module that the app's `ready` imports; a lower `order` stands first."""

    def register(draw: DrawThemePanel) -> DrawThemePanel:
        _panels.append((order, draw))
        _panels.sort(key=lambda row: row[0])
        return draw

    return register


def draw_theme_panels(request: HttpRequest, theme: Term) -> list[SafeString]:
    drawn = [draw(request, theme) for _order, draw in _panels]
    return [panel for panel in drawn if panel]
