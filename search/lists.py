"""Everything a question finds, a batch at a time, for lists that leave the page. The database judges each row as it
does on the results page; nothing goes into the query log, since nobody looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import mark_safe

from cities.viewers import viewer_of
from search.documents import kind_and_pk
from search.port import SearchRequest
from search.questions import Question
from search.readable import readable_rows
from search.services import Hit, ask, engine

#: Rows read from the database at once.
BATCH = 200


@dataclass(frozen=True)
class Listed:
    """`hits` are read while they are taken; `total` counts what the engine finds, listed or not."""

    total: int
    hits: Iterator[Hit]


def listed(question: Question, user: Any, *, most: int, exact: bool = False) -> Listed:
    """Up to `most` hits in the question's order. `exact`: never with one word enough. Raises what engines raise. All
    ids come with one answer: between two the index may change, and a hit move over the seam."""
    if question.lost:
        return Listed(0, iter(()))
    request = _ids_of(question, user, most)
    results = engine().search(request) if exact else ask(engine(), request)[0]
    return Listed(results.total, _hits([hit.id for hit in results.hits], user))


def found_cases(question: Question, user: Any, *, most: int) -> tuple[int, list[int]]:
    """How many cases match in full, and the ids of the newest `most` of them; not judged by the database yet."""
    if "practice" not in question.filters.get("type", ("practice",)):
        return 0, []
    cases = replace(question, filters={**question.filters, "type": ("practice",)}, sort="newest")
    results = engine().search(_ids_of(cases, user, most))
    return results.total, [kind_and_pk(hit.id)[1] for hit in results.hits]


def _ids_of(question: Question, user: Any, most: int) -> SearchRequest:
    return replace(question.request(viewer_of(user)), page=1, size=most, texts=False)


def _hits(ids: list[str], user: Any) -> Iterator[Hit]:
    for start in range(0, len(ids), BATCH):
        yield from judged(ids[start : start + BATCH], user)


def judged(ids: Iterable[str], user: Any) -> Iterator[Hit]:
    """Those that `user` may read, in the order given; a fixed number of queries for all of them."""
    ordered = list(ids)
    rows = readable_rows(ordered, user)
    for identifier in ordered:
        if identifier in rows:
            yield Hit(rows[identifier], kind_and_pk(identifier)[0], mark_safe(""), mark_safe(""))
