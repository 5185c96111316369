"""Everything a question finds, a batch at a time, for lists that leave the page. The database judges each row as it
does on the results page; nothing goes into the query log, since nobody looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.utils.safestring import mark_safe

from cities.viewers import viewer_of
from search.documents import kind_and_page
from search.pages import readable_pages
from search.port import PAGE_SIZE, SearchRequest, SearchResults
from search.queries import parse
from search.questions import Question
from search.services import Hit, ask, engine, request_of

#: Rows read from the database at once.
BATCH = 200


@dataclass(frozen=True)
class Listed:
    """`hits` are read while they are taken; `total` counts what the engine finds, listed or not."""

    total: int
    hits: Iterator[Hit]


def listed(question: Question, user: Any, *, most: int, exact: bool = False) -> Listed:
    """Up to `most` hits in the question's order. `exact`: never with one word enough. Raises what engines raise, also
    while the hits are taken."""
    if question.lost:
        return Listed(0, iter(()))
    request = request_of(parse(question.text), viewer=viewer_of(user), filters=question.filters, sort=question.sort)
    results, asked = (engine().search(request), request) if exact else ask(engine(), request)
    return Listed(results.total, _hits(results, asked, user, most))


def found_cases(question: Question, user: Any, *, most: int) -> tuple[int, list[int]]:
    """How many cases match in full, and the ids of the newest `most` of them; not judged by the database yet."""
    filters = {**question.filters, "type": ("practice",)}
    request = request_of(parse(question.text), viewer=viewer_of(user), filters=filters, sort="newest")
    results = engine().search(request)
    return results.total, [kind_and_page(name)[1] for name in _ids(results, request, most)]


def _hits(results: SearchResults, request: SearchRequest, user: Any, most: int) -> Iterator[Hit]:
    ids = _ids(results, request, most)
    while batch := list(_taken(ids, BATCH)):
        yield from judged(batch, user)


def _ids(first: SearchResults, request: SearchRequest, most: int) -> Iterator[str]:
    """Each once: while pages are asked for one by one the index may change, and a document move to the next."""
    seen: set[str] = set()
    further = (
        engine().search(replace(request, page=page)) for page in range(2, -(-min(first.total, most) // PAGE_SIZE) + 1)
    )
    for results in chain([first], further):
        for hit in results.hits:
            if hit.id not in seen and len(seen) < most:
                seen.add(hit.id)
                yield hit.id


def _taken(ids: Iterator[str], number: int) -> Iterator[str]:
    return (identifier for identifier, _place in zip(ids, range(number), strict=False))


def judged(ids: Iterable[str], user: Any) -> Iterator[Hit]:
    """Those that `user` may read, in the order given; a fixed number of queries for all of them."""
    ordered = list(ids)
    pages = readable_pages(ordered, user)
    for identifier in ordered:
        if identifier in pages:
            yield Hit(pages[identifier], kind_and_page(identifier)[0], mark_safe(""), mark_safe(""))
