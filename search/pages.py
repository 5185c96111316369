"""The pages behind what an engine found. The index may be a moment behind: the database says who may read what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from practices.serializers import LONG_TEXTS
from search.documents import TYPES, kind_and_page

#: What is shown of a case that was found, beside its card.
HIT_PARTS = ("evidence_grades", "recognitions__award")


def readable_pages(identifiers: Iterable[str], user: Any) -> dict[str, Any]:
    """Document id → its page, of those `user` may read, without the long texts, which no list shows; a fixed number of
    queries for all of them."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in map(kind_and_page, identifiers):
        wanted.setdefault(kind, []).append(pk)
    return {f"{kind}-{pk}": page for kind, pks in wanted.items() for pk, page in _of_kind(kind, pks, user).items()}


def _of_kind(kind: str, pks: list[int], user: Any) -> dict[int, Any]:
    model = TYPES[kind]
    if kind == "practice":
        pages = model.objects.visible_to(user).for_lists().defer(*LONG_TEXTS)
        return dict(pages.prefetch_related(*HIT_PARTS).in_bulk(pks))
    pages = model.objects.live()
    return dict((pages.select_related("city") if kind == "city" else pages).in_bulk(pks))
