"""What is searched: a document of each thing that can be found, in no engine's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    if viewer.in_office:
        found.append("office")
    if viewer.is_administrator:
        found.append("administrator")
    found += [f"city-{pk}" for pk in viewer.city_ids]
    found += [f"writers-{pk}" for pk in viewer.writing_city_ids]
    return tuple(found)


def identifier_of(kind: str, pk: int) -> str:
    return f"{kind}-{pk}"


def kind_and_pk(identifier: str) -> tuple[str, int]:
    """Of a document: its kind, and the number of its row."""
    kind, _, pk = identifier.rpartition("-")
    return kind, int(pk)
