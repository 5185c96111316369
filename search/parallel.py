"""Analysing many documents on all cores; a few are analysed where they are."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TYPE_CHECKING

from search.analysis import Analyser, Tokens, user_words

if TYPE_CHECKING:
    from search.documents import SearchDocument

#: Below this, starting processes costs more than it saves.
FEW = 1000
CHUNK = 50
_analyser: Analyser | None = None
Texts = list[tuple[str, str, str]]


def analysed(documents: Iterable[SearchDocument]) -> Iterator[tuple[SearchDocument, Tokens]]:
    """Each document with its tokens, in order. Reads ahead by a few chunks only, however many there are."""
    words, source = user_words(), iter(documents)
    first = list(islice(source, FEW))
    if len(first) < FEW:
        analyser = Analyser(words)
        for document in first:
            yield document, analyser.tokens(document.title, document.body, document.contact)
        return
    yield from _in_processes(chain(first, source), words)


def _in_processes(
    documents: Iterator[SearchDocument], words: tuple[str, ...]
) -> Iterator[tuple[SearchDocument, Tokens]]:
    workers = os.cpu_count() or 1
    # Spawned, not forked: the worker has threads and open database connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(words,)) as pool:
        waiting: deque[tuple[list[SearchDocument], Future[list[Tokens]]]] = deque()
        while True:
            while len(waiting) < 3 * workers and (chunk := list(islice(documents, CHUNK))):
                texts = [(document.title, document.body, document.contact) for document in chunk]
                waiting.append((chunk, pool.submit(_tokens, texts)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            yield from zip(chunk, future.result(), strict=True)


def _start(words: tuple[str, ...]) -> None:
    global _analyser
    _analyser = Analyser(words)


def _tokens(texts: Texts) -> list[Tokens]:
    if _analyser is None:
        raise RuntimeError("This process was not started by analysed().")
    return [_analyser.tokens(title, body, contact) for title, body, contact in texts]
