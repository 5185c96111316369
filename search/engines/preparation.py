"""Documents to rows of token text. Many of them are analysed by helper processes: analysis costs more than indexing."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any
from zlib import crc32

from search.analysis import Texts, analysed
from search.documents import SearchDocument
from search.port import FACETS
from search.vocabulary import user_words

#: Documents handed to a helper at once.
BATCH = 200
#: Fewer documents than this are analysed here: starting helpers takes about a second.
WORTH_HELPERS = 2_000


def prepared(documents: Iterable[SearchDocument], words: tuple[str, ...] | None = None) -> Iterator[dict[str, Any]]:
    """`words` other than the curators' are for trying them."""
    words, source = user_words() if words is None else words, iter(documents)
    first = list(islice(source, WORTH_HELPERS))
    if len(first) < WORTH_HELPERS:
        yield from rows(first, analysed(words, texts(first)))
        return
    # Spawned, not forked: the worker has threads, and a fork may copy a lock that is held.
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as helpers:
        waiting: deque[tuple[list[SearchDocument], Any]] = deque()
        for batch in _batches(chain(first, source)):
            waiting.append((batch, helpers.apply_async(analysed, (words, texts(batch)))))
            if len(waiting) > 3 * (os.cpu_count() or 1):
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)


def _next(waiting: deque[tuple[list[SearchDocument], Any]]) -> list[dict[str, Any]]:
    batch, result = waiting.popleft()
    return rows(batch, result.get())


def _batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, BATCH)):
        yield batch


def texts(documents: list[SearchDocument]) -> list[Texts]:
    return [Texts(row.title, row.body, row.contact, row.subjects, row.summary) for row in documents]


def rows(documents: list[SearchDocument], fields: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [_row(document, tokens) for document, tokens in zip(documents, fields, strict=True)]


def _row(document: SearchDocument, tokens: dict[str, str]) -> dict[str, Any]:
    if unknown := document.values.keys() - set(FACETS):
        raise ValueError(f"{document.id}: no such facet: {', '.join(sorted(unknown))}")
    values = {name: list(found) for name, found in document.values.items() if found}
    kept = {
        "id": document.id,
        "text": document.body.encode(errors="replace").decode(),
        "audience": list(document.audiences),
        "day": document.day,
        "newest": newest(document),
    }
    return {**kept, **values, **tokens}


def newest(document: SearchDocument) -> int:
    """The order of what is otherwise equal, and the order "newest": the day, then the number of the row, then its kind.
    No two documents share one (a test looks that the kinds do not)."""
    kind, _dash, number = document.id.rpartition("-")
    within = int(number) if number.isascii() and number.isdigit() else crc32(document.id.encode(errors="replace"))
    return document.day * 2**40 + within % 2**32 * 2**8 + crc32(kind.encode(errors="replace")) % 2**8
