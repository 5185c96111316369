"""What is there already for somebody with a problem: cases, past requests, people who know. Found by an app above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cities.viewers import Viewer, viewer_of
from exchanges.models import SolutionRequest
from practices.cards import cards
from practices.models import PracticePage

#: Words typed beyond these say nothing new.
MOST_CHARACTERS = 400
CASES, REQUESTS, PEOPLE = 5, 5, 5
#: Text, viewer and the number wanted → ids, the best first. Judged here; it may find nothing and never raises.
Find = Callable[[str, Viewer, int], list[int]]
_finders: dict[str, Find] = {}


def register_finder(kind: str) -> Callable[[Find], Find]:
    """Decorator; `kind` is "cases" or "requests"."""

    def register(find: Find) -> Find:
        _finders[kind] = find
        return find

    return register


@dataclass(frozen=True)
class Knower:
    """Whom to ask, as the case names them, and the case they know it from."""

    name: str
    case: PracticePage


@dataclass(frozen=True)
class Matches:
    cases: list[PracticePage] = field(default_factory=list)
    requests: list[SolutionRequest] = field(default_factory=list)
    people: list[Knower] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cases or self.requests)


def matches_for(text: str, user: Any, *, but: int | None = None) -> Matches:
    """Within what `user` may read; `but` is the request itself."""
    text = text.strip()[:MOST_CHARACTERS]
    if not text:
        return Matches()
    viewer = viewer_of(user)
    cases = matching_cases(text, viewer)
    people = [Knower(case.contact_name, case) for case in cases if viewer.in_alliance and case.contact_name]
    return Matches(cases, _matching_requests(text, viewer, but), people[:PEOPLE])


def matching_cases(text: str, viewer: Viewer, most: int = CASES) -> list[PracticePage]:
    """With what a card shows."""
    ids = _found("cases", text, viewer, most)
    rows = PracticePage.objects.visible_to(viewer).filter(pk__in=ids).for_cards().defer(None)
    return _in_order(cards(rows, viewer), ids)


def _matching_requests(text: str, viewer: Viewer, but: int | None) -> list[SolutionRequest]:
    ids = [pk for pk in _found("requests", text, viewer, REQUESTS + 1) if pk != but][:REQUESTS]
    rows = SolutionRequest.objects.visible_to(viewer).filter(pk__in=ids).select_related("city")
    return _in_order(rows, ids)


def _found(kind: str, text: str, viewer: Viewer, most: int) -> list[int]:
    find = _finders.get(kind)
    return find(text, viewer, most)[:most] if find else []


def _in_order(rows: Iterable[Any], ids: list[int]) -> list[Any]:
    place = {pk: number for number, pk in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.pk])
