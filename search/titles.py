"""What can be answered without an index: titles and summaries that hold every word, and the filters, by the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from search.kinds import KINDS
from search.port import PAGE_SIZE
from search.queries import ParsedQuery

Filters = Mapping[str, tuple[str, ...]]


def find(
    parsed: ParsedQuery, *, user: Any, filters: Filters, sort: str, page: int
) -> tuple[list[tuple[Any, str]], int]:
    """The (row, kind) of one page of results, cases first and newest first, and how many there are. `sort` has no say:
    without an index nothing is more relevant than another."""
    chosen = {name: values for name, values in filters.items() if values}
    kinds = chosen.pop("type", tuple(KINDS))
    found = [(name, kind.by_words(parsed, user, chosen)) for name, kind in KINDS.items() if name in kinds]
    return _cut(found, (page - 1) * PAGE_SIZE)


def _cut(found: list[tuple[str, QuerySet[Any]]], start: int) -> tuple[list[tuple[Any, str]], int]:
    """One page of the lists set end to end."""
    rows: list[tuple[Any, str]] = []
    total = 0
    for kind, of_kind in found:
        number = of_kind.count()
        first = max(0, start - total)
        room = PAGE_SIZE - len(rows)
        if room and first < number:
            rows += [(row, kind) for row in of_kind[first : first + room]]
        total += number
    return rows, total
