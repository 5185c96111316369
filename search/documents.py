"""What is searched: a document of each thing that can be found, in no engine's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from cities.viewers import Viewer


@dataclass(frozen=True)
class SearchDocument:
    """`audiences`: who may find it, in the words of audiences_of. `contact` is searched for members only. `subjects`
    are keywords, themes and what kind of case it is; with the title and the `summary` they say what it is about."""

    id: str
    title: str
    body: str
    audiences: tuple[str, ...]
    contact: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: int = 0
    subjects: str = ""
    summary: str = ""


def audiences_of(viewer: Viewer) -> tuple[str, ...]:
    """Every audience `viewer` belongs to; a document is found when it names one of them."""
    found = ["public"]
    if viewer.city_ids or viewer.is_administrator:
        found.append("alliance")
    if viewer.is_administrator:
        found.append("administrator")
    own = ["office"] if viewer.in_office else []
    own += [f"city-{pk}" for pk in sorted(viewer.city_ids)]
    own += [f"writers-{pk}" for pk in sorted(viewer.writing_city_ids)]
    meetings = (_meeting(*pair) for pair in combinations(own, 2) if _place(pair[0]) != _place(pair[1]))
    return (*found, *own, *meetings)


def of_both(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """The audiences of what is read by who may read two things; each names administrators, and the office wherever it
    names the alliance."""
    return tuple(sorted(filter(None, {_narrower(*pair) for pair in product(first, second)})))


def _narrower(one: str, other: str) -> str:
    """Who belongs to both; nobody where another pair of the two names them."""
    if one == other or other == "public":
        return one
    if one == "public":
        return other
    if "administrator" in (one, other):
        return ""
    if "alliance" in (one, other):
        own = other if one == "alliance" else one
        return "" if own == "office" else own
    return max(one, other) if _place(one) == _place(other) else _meeting(one, other)


def _place(audience: str) -> str:
    """Of `city-3` and `writers-3` the same."""
    return audience.rpartition("-")[2]


def _meeting(one: str, other: str) -> str:
    """Who belongs to two places at once."""
    return "&".join(sorted((one, other)))


def identifier_of(kind: str, pk: int) -> str:
    return f"{kind}-{pk}"


def kind_and_pk(identifier: str) -> tuple[str, int]:
    """Of a document: its kind, and the number of its row."""
    kind, _, pk = identifier.rpartition("-")
    return kind, int(pk)
