"""The sections of a city's page: the city's own, and those that apps above this one add. A city's editors arrange them.
And what a reader does with a city, below its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cities.models import City

OWN_FIRST = (("introduction", _("城市简介")), ("figures", _("城市概况")))
OWN_LAST = (("bureaus", _("责任单位和联系人")),)
OWN = frozenset(code for code, _label in (*OWN_FIRST, *OWN_LAST))
#: Draws several sections at once, since they mostly read the same rows. Code of the section → its HTML; one with
#: nothing to show is left out.
DrawSections = Callable[[HttpRequest, "City"], Mapping[str, SafeString]]
#: The empty string where this reader has nothing to do.
DrawAction = Callable[[HttpRequest, "City"], SafeString]


@dataclass(frozen=True)
class _Added:
    labels: Mapping[str, Any]
    draw: DrawSections


_added: list[_Added] = []
_actions: list[DrawAction] = []


def register_city_sections(labels: Mapping[str, Any]) -> Callable[[DrawSections], DrawSections]:
    """Decorator; `labels` names the sections, in the order in which they stand unless a city arranges them."""

    def register(draw: DrawSections) -> DrawSections:
        _added.append(_Added(labels, draw))
        return draw

    return register


_beside: dict[str, Callable[[], Any]] = {}


def register_city_beside(name: str, expression: Callable[[], Any]) -> None:
    """A value fetched with the row of a city's page, for a section that is mostly empty: `city.<name>`, with OuterRef
    ("city"). A city that was found in another way does not have it."""
    _beside[name] = expression


def beside_cities() -> dict[str, Any]:
    return {name: expression() for name, expression in _beside.items()}


def section_choices() -> list[tuple[str, Any]]:
    """All sections there are, in their usual order."""
    return [*OWN_FIRST, *(row for added in _added for row in added.labels.items()), *OWN_LAST]


def usual_order() -> list[str]:
    return [code for code, _label in section_choices()]


def draw_sections(request: HttpRequest, city: City, wanted: Iterable[str]) -> dict[str, SafeString]:
    """What is wanted decides who is asked at all."""
    wanted = set(wanted)
    drawn: dict[str, SafeString] = {}
    for added in _added:
        if wanted & set(added.labels):
            drawn |= added.draw(request, city)
    return drawn


def register_city_action(draw: DrawAction) -> DrawAction:
    """Decorator, for a module that the app's `ready` imports."""
    _actions.append(draw)
    return draw


def draw_actions(request: HttpRequest, city: City) -> list[SafeString]:
    drawn = (draw(request, city) for draw in _actions)
    return [action for action in drawn if action]
