"""What apps above this one add to the page of a case. They are given the request and the case; the case has been judged
readable by then."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from practices.models import PracticePage


class Place(Enum):
    #: In the line above the title, beside what can be downloaded.
    TOP = "top"
    #: Below the story, for who has read it.
    ACTIONS = "actions"
    #: Directly below the story, before the contact: what a reader asks next.
    BELOW_STORY = "below_story"
    #: Within the panel of the contact.
    CONTACT = "contact"
    #: Sections of their own, after what became of the case elsewhere.
    SECTIONS = "sections"


#: The empty string where there is nothing to show.
DrawPanel = Callable[[HttpRequest, "PracticePage"], SafeString]
_panels: dict[Place, list[tuple[int, DrawPanel]]] = {place: [] for place in Place}


def register_case_panel(place: Place, *, order: int = 100) -> Callable[[DrawPanel], DrawPanel]:
    """Decorator, for a module that the app's `ready` imports; a lower `order` stands first."""

    def register(draw: DrawPanel) -> DrawPanel:
        _panels[place].append((order, draw))
        _panels[place].sort(key=lambda row: row[0])
        return draw

    return register


_beside: dict[str, Callable[[], Any]] = {}


def register_beside(name: str, expression: Callable[[], Any]) -> None:
    """A value fetched with the row of the case that is read, for a panel that everybody sees: a page for visitors has
    no room for a query of its own. A page that was found in another way does not have it."""
    _beside[name] = expression


def beside() -> dict[str, Any]:
    return {name: expression() for name, expression in _beside.items()}


def draw_case_panels(request: HttpRequest, page: PracticePage) -> dict[str, list[SafeString]]:
    """By the value of the place."""
    drawn = {place.value: [draw(request, page) for _order, draw in panels] for place, panels in _panels.items()}
    return {place: [panel for panel in panels if panel] for place, panels in drawn.items()}
