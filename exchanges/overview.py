"""交流: what goes on between the cities, on one page. Each kind of exchange adds a section of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from config.visitors import same_for_all_visitors

#: Draws a section within what the reader may see; empty where there is nothing to show nor to begin.
DrawSection = Callable[[HttpRequest], SafeString]
#: Items of a section: each leads to the whole.
SHOWN = 5
_sections: list[tuple[int, DrawSection]] = []


def register_section(*, order: int = 100) -> Callable[[DrawSection], DrawSection]:
    """Decorator, for a module that the app's `ready` imports; a lower `order` stands first."""

    def register(draw: DrawSection) -> DrawSection:
        _sections.append((order, draw))
        _sections.sort(key=lambda row: row[0])
        return draw

    return register


@same_for_all_visitors
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    drawn = [draw(request) for _order, draw in _sections]
    return render(request, "exchanges/overview.html", {"sections": [section for section in drawn if section]})
