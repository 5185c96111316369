"""The documents of what can be found, built without asking any engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from search.documents import SearchDocument, identifier_of, kind_and_pk
from search.kinds import KINDS, Kind

#: Rows read at once.
CHUNK = 500
#: Told the id of a document that cannot be made, and why.
OnFailure = Callable[[str, Exception], None]


def documents_of(kind: Kind, pks: Collection[int], on_failure: OnFailure) -> Iterator[SearchDocument]:
    """One that cannot be made is reported and must not keep the others from being found."""
    for row in kind.whole(pks):
        try:
            document = kind.document(row)
        except Exception as error:
            on_failure(kind.identifier(row), error)
            continue
        yield document


def live_documents(identifiers: Iterable[str], on_failure: OnFailure) -> list[SearchDocument]:
    """Of those that can be found now."""
    wanted = by_kind(identifiers)
    return [one for kind, pks in wanted.items() for one in documents_of(KINDS[kind], pks, on_failure)]


def by_kind(identifiers: Iterable[str]) -> dict[str, list[int]]:
    """Kind → numbers of rows, in the order given. Ids of a kind that this version does not know are left out."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in map(kind_and_pk, identifiers):
        if kind in KINDS:
            wanted.setdefault(kind, []).append(pk)
    return wanted


def live_ids() -> set[str]:
    rows = ((name, pk) for name, kind in KINDS.items() for pk in kind.indexed().order_by().values_list("pk", flat=True))
    return {identifier_of(name, pk) for name, pk in rows}


def all_documents(on_failure: OnFailure) -> Iterator[SearchDocument]:
    """In chunks, so that no cursor stays open while others write."""
    for kind in KINDS.values():
        pks = list(kind.indexed().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), CHUNK):
            yield from documents_of(kind, pks[start : start + CHUNK], on_failure)
