"""The rows behind what an engine found. The index may be a moment behind: the database says who may read what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.documents import identifier_of
from search.indexing import by_kind
from search.kinds import KINDS


def readable_rows(identifiers: Iterable[str], user: Any) -> dict[str, Any]:
    """Document id → its row, of those `user` may read; a fixed number of queries for all of them."""
    wanted = by_kind(identifiers)
    rows = {kind: KINDS[kind].readable(user).in_bulk(pks) for kind, pks in wanted.items()}
    return {identifier_of(kind, pk): row for kind, found in rows.items() for pk, row in found.items()}
