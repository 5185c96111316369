"""The search of the public side: engine, then the database as judge of every hit."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from cities.viewers import VISITOR, Viewer, viewer_of
from practices.cards import improvement
from practices.models import EvidenceLevel
from search.analysis import QUERY_LENGTH, normalise
from search.documents import TYPES, audiences_of
from search.engines.embedded import EmbeddedEngine
from search.highlight import mark, snippet
from search.models import QueryLog
from search.port import PAGE_SIZE, Counts, Engine, EngineHit, IndexDamaged, SearchRequest, SearchResults
from search.queries import ParsedQuery, parse
from search.ranking import signals
from search.signals import put_everything

logger = logging.getLogger(__name__)
#: With fewer hits than this the query is asked again with one word enough.
ENOUGH = 3
#: Deeper than this nobody reads, and engines pay for every hit they skip.
LAST_PAGE = 500
HIT_PARTS = ("evidence_grades", "recognitions__award")
#: Searches tried to help out of an empty result.
MOST_WAYS = 6


@dataclass(frozen=True)
class Hit:
    page: Any
    kind: str
    title: SafeString
    passage: SafeString

    @property
    def evidence(self) -> Any:
        """The label of the latest evidence grade; a case without one is self-reported."""
        grades = list(self.page.evidence_grades.all())
        return EvidenceLevel(grades[0].level if grades else EvidenceLevel.SELF_REPORTED).label

    @property
    def awards(self) -> list[Any]:
        return [row.award for row in self.page.recognitions.all() if row.withdrawn_on is None]

    @property
    def best_indicator(self) -> Any:
        """The improvement that is largest in per cent; None where nothing is known to have improved."""
        return max(filter(improvement, self.page.indicators.all()), key=improvement, default=None)


@dataclass(frozen=True)
class WayOut:
    """A search with one thing dropped: a "filter" (by name) or a "word" as typed."""

    kind: str
    dropped: str
    text: str
    filters: Mapping[str, tuple[str, ...]]
    total: int


@dataclass(frozen=True)
class Found:
    """`is_degraded`: there is no usable index at the moment; it is being rebuilt."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: Counts = field(default_factory=dict)
    parsed: ParsedQuery = field(default_factory=ParsedQuery)
    is_relaxed: bool = False
    is_degraded: bool = False
    page: int = 1

    @property
    def pages(self) -> int:
        return min(LAST_PAGE, -(-self.total // PAGE_SIZE))


@cache
def engine() -> Engine:
    return EmbeddedEngine(settings.SEARCH_INDEX_DIR)


def search(
    *,
    text: str,
    user: Any,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    logged: bool = True,
) -> Found:
    """What `user` may find. Hits, totals and facet counts are all within the reader's visibility. What nobody typed is
    not to be `logged`."""
    viewer, parsed = viewer_of(user), parse(text)
    page = max(1, min(page, LAST_PAGE))
    request = request_of(parsed, viewer=viewer, filters=filters, sort=sort, page=page)
    try:
        results, asked = ask(engine(), request)
        facets = engine().facets(asked)
    except IndexDamaged:
        logger.exception("The search index cannot be read; the worker will rebuild it.")
        put_everything()
        return Found(parsed=parsed, is_degraded=True)
    is_relaxed = asked != request
    if logged and text.strip() and page == 1:
        _log(text, results.total, is_relaxed, request, viewer)
    return Found(_judge(results, user, parsed), results.total, facets, parsed, is_relaxed, page=page)


def alternatives(*, text: str, user: Any, filters: Mapping[str, tuple[str, ...]], parsed: ParsedQuery) -> list[WayOut]:
    """The same search with one filter or one word fewer, most hits first; only what finds something."""
    tried: list[tuple[str, str, str, Mapping[str, tuple[str, ...]]]]
    tried = [("filter", name, text, {**filters, name: ()}) for name, values in filters.items() if values]
    pieces = text[:QUERY_LENGTH].split()
    if len(pieces) > 1:
        tried += [("word", piece, " ".join([*pieces[:n], *pieces[n + 1 :]]), filters) for n, piece in enumerate(pieces)]
    found = [
        WayOut(kind, dropped, fewer, kept, total_of(fewer, filters=kept, user=user))
        for kind, dropped, fewer, kept in tried[:MOST_WAYS]
    ]
    return sorted((way for way in found if way.total), key=lambda way: -way.total)


def total_of(text: str, *, filters: Mapping[str, tuple[str, ...]], user: Any) -> int:
    """How much `user` finds by `text`, without a trace in the log."""
    try:
        return ask(engine(), request_of(parse(text), viewer=viewer_of(user), filters=filters))[0].total
    except IndexDamaged:
        return 0


def request_of(
    parsed: ParsedQuery,
    *,
    viewer: Viewer = VISITOR,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: str = "relevance",
    page: int = 1,
) -> SearchRequest:
    return SearchRequest(
        clauses=parsed.clauses,
        phrases=parsed.phrases,
        ranking=parsed.ranking,
        excluded=parsed.excluded,
        filters={**(filters or {}), **parsed.filters},
        audiences=audiences_of(viewer),
        members_fields=viewer.in_alliance,
        sort="newest" if parsed.is_empty else sort,
        page=page,
        needed=parsed.needed,
        signals=signals(),
    )


def ask(engine: Engine, request: SearchRequest) -> tuple[SearchResults, SearchRequest]:
    """The answer, and the request it answers: the given one, or the same with one word enough."""
    results = engine.search(request)
    if results.total >= ENOUGH or len(request.clauses) < 2:
        return results, request
    relaxed = replace(request, needed=1)
    wider = engine.search(relaxed)
    return (wider, relaxed) if wider.total > results.total else (results, request)


def _judge(results: SearchResults, user: Any, parsed: ParsedQuery) -> list[Hit]:
    """The index may be a moment behind: each hit is asked for again in the database."""
    wanted: dict[str, list[int]] = {}
    for hit in results.hits:
        kind, _, pk = hit.id.partition("-")
        wanted.setdefault(kind, []).append(int(pk))
    rows = {f"{kind}-{pk}": page for kind, pks in wanted.items() for pk, page in _readable(kind, user, pks).items()}
    return [_hit(hit, rows[hit.id], parsed) for hit in results.hits if hit.id in rows]


def _readable(kind: str, user: Any, pks: list[int]) -> dict[int, Any]:
    model = TYPES[kind]
    if kind == "practice":
        return dict(model.objects.visible_to(user).for_lists().prefetch_related(*HIT_PARTS).in_bulk(pks))
    return dict(model.objects.live().in_bulk(pks))


def _hit(found: EngineHit, page: Any, parsed: ParsedQuery) -> Hit:
    words = [word for clause in parsed.clauses for word in clause.words] + list(parsed.phrases)
    return Hit(page, found.id.partition("-")[0], mark(page.title, words), snippet(found.text, words))


def _log(text: str, total: int, relaxed: bool, request: SearchRequest, viewer: Viewer) -> None:
    QueryLog.objects.create(
        text=" ".join(normalise(text[:200]).split())[:200],
        total=total,
        is_empty=not total,
        relaxed=relaxed,
        facets=sorted(name for name, values in request.filters.items() if values),
        reader=reader_kind(viewer),
    )


def reader_kind(viewer: Viewer) -> str:
    if viewer.is_administrator:
        return "administrator"
    if viewer.in_office:
        return "office"
    return "member" if viewer.city_ids else "visitor"
