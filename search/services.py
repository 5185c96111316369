"""The search of the public side: engine, then the database as judge of every hit."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from cities.viewers import Viewer, viewer_of
from practices.cards import improvement
from practices.models import EvidenceLevel
from search import titles
from search.attached import NamedFile, named_files
from search.documents import kind_and_pk
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ClusterSettings
from search.engines.embedded import EmbeddedEngine
from search.highlight import mark, passage
from search.kinds import KINDS, Listing
from search.models import QueryLog
from search.pins import counted_in, fits, pinned_for
from search.port import (
    FACETS,
    PAGE_SIZE,
    Counts,
    Engine,
    EngineHit,
    IndexDamaged,
    SearchFailure,
    SearchRequest,
    SearchResults,
)
from search.queries import ParsedQuery, as_asked, parse
from search.questions import Question
from search.readable import readable_rows
from search.signals import put_everything

logger = logging.getLogger(__name__)
#: With fewer hits than this the query is asked again with one word enough.
ENOUGH = 5
#: Of the characters of a question, so many in title, keywords or summary are as good as a word; of a single word, more.
CHARACTER_SHARE, WORD_SHARE, FEWEST_CHARACTERS = 0.6, 0.75, 3
#: Deeper than this nobody reads, and engines pay for every hit they skip.
LAST_PAGE = 500
#: Searches tried to help out of an empty result.
MOST_WAYS = 6


@dataclass(frozen=True)
class Hit:
    """`row`: the page or other thing that was found."""

    row: Any
    kind: str
    title: SafeString
    passage: SafeString
    #: Number of the file that the passage is from, and the file where it still hangs on the page.
    file_pk: int | None = None
    file: NamedFile | None = None

    @property
    def card(self) -> str:
        return KINDS[self.kind].card

    @property
    def listing(self) -> Listing:
        return KINDS[self.kind].listing(self.row)

    @property
    def evidence(self) -> Any:
        """The label of the latest evidence grade; a case without one is self-reported."""
        grades = list(self.row.evidence_grades.all())
        return EvidenceLevel(grades[0].level if grades else EvidenceLevel.SELF_REPORTED).label

    @property
    def awards(self) -> list[Any]:
        return [row.award for row in self.row.recognitions.all() if row.withdrawn_on is None]

    @property
    def best_indicator(self) -> Any:
        """The improvement that is largest in per cent; None where nothing is known to have improved."""
        return max(filter(improvement, self.row.indicators.all()), key=improvement, default=None)


@dataclass(frozen=True)
class WayOut:
    """A search with one thing dropped: a "filter" (by name) or a "word" as typed."""

    kind: str
    dropped: str
    question: Question
    total: int


@dataclass(frozen=True)
class Found:
    """`is_degraded`: there is no usable index at the moment; only titles and summaries were looked at, in the database,
    and nothing is counted by facets."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: Counts = field(default_factory=dict)
    parsed: ParsedQuery = field(default_factory=ParsedQuery)
    is_relaxed: bool = False
    is_degraded: bool = False
    page: int = 1
    #: Pinned pages, above the hits of the first page; counted in `total`.
    pins: list[Hit] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return min(LAST_PAGE, -(-(self.total - len(self.pins)) // PAGE_SIZE))


@cache
def engine() -> Engine:
    """One a process: it holds the connections and knows whether the cluster answers."""
    return engine_named(settings.SEARCH_ENGINE)


def engine_named(name: str) -> Engine:
    if name == "embedded":
        return EmbeddedEngine(settings.SEARCH_INDEX_DIR)
    return ElasticsearchEngine(ClusterSettings.of(settings.ELASTICSEARCH))


def search(question: Question, *, user: Any, logged: bool = True) -> Found:
    """What `user` may find. Hits, totals and facet counts are all within the reader's visibility. What nobody typed is
    not to be `logged`."""
    started = perf_counter()
    viewer, parsed = viewer_of(user), parse(question.text)
    question = replace(question, page=min(question.page, LAST_PAGE))
    # Who sorts by day asks for no recommendation.
    pinned = pinned_for(question.text, parsed) if question.sort == "relevance" else ()
    request = question.request(viewer, parsed=parsed, facets=FACETS, without=pinned)
    try:
        results, asked = ask(engine(), request)
    except SearchFailure as failure:
        _report(failure)
        return _without_index(parsed, user, request)
    found = _found(results, pinned, user, parsed, asked)
    found = replace(found, is_relaxed=asked != request)
    if logged and question.text and question.page == 1:
        _log(question.text, found, request, viewer, perf_counter() - started)
    return found


def _found(
    results: SearchResults, pinned: tuple[str, ...], user: Any, parsed: ParsedQuery, request: SearchRequest
) -> Found:
    """The index may be a moment behind: each hit, pinned ones too, is asked for again in the database."""
    rows = readable_rows([*pinned, *(hit.id for hit in results.hits)], user)
    values = {name: KINDS[kind_and_pk(name)[0]].values(rows[name]) for name in pinned if name in rows}
    shown = [name for name in values if fits(values[name], request.filters)]
    return Found(
        hits=[_hit(hit, rows[hit.id], parsed) for hit in results.hits if hit.id in rows and hit.id not in pinned],
        total=results.total + len(shown),
        facets=counted_in(results.facets, values.values(), request.filters),
        parsed=parsed,
        page=request.page,
        pins=[_pinned(name, rows[name], parsed) for name in shown],
    )


def alternatives(question: Question, *, user: Any) -> list[WayOut]:
    """The same search with one filter or one word fewer, most hits first; only what finds something."""
    question = replace(question, page=1)
    tried = [("filter", name, question.without(name)) for name in question.filters]
    pieces = question.text.split()
    if len(pieces) > 1:
        fewer = (" ".join([*pieces[:n], *pieces[n + 1 :]]) for n in range(len(pieces)))
        tried += [("word", piece, replace(question, text=text)) for piece, text in zip(pieces, fewer, strict=True)]
    found = [WayOut(kind, dropped, wider, total_of(wider, user=user)) for kind, dropped, wider in tried[:MOST_WAYS]]
    return sorted((way for way in found if way.total), key=lambda way: -way.total)


def total_of(question: Question, *, user: Any) -> int:
    """How much `user` finds, without a trace in the log."""
    try:
        return ask(engine(), question.request(viewer_of(user)))[0].total
    except SearchFailure:
        return 0


def ask(engine: Engine, request: SearchRequest) -> tuple[SearchResults, SearchRequest]:
    """The answer, and the request it answers: the given one, or the same with one word enough, or most of the characters
    in what a case is about."""
    results = engine.search(request)
    if results.total + len(request.without) >= ENOUGH or not request.clauses:
        return results, request
    share = CHARACTER_SHARE if len(request.clauses) > 1 else WORD_SHARE
    relaxed = replace(request, needed=1, characters_needed=_most_of(len(request.characters), share))
    if relaxed == request:
        return results, request
    wider = engine.search(relaxed)
    return (wider, relaxed) if wider.total > results.total else (results, request)


def _most_of(number: int, share: float) -> int | None:
    """Fewer than three characters are a word or chance."""
    return max(FEWEST_CHARACTERS, math.ceil(number * share)) if number >= FEWEST_CHARACTERS else None


def _report(failure: SearchFailure) -> None:
    if isinstance(failure, IndexDamaged):
        logger.error("The search index cannot be read; the worker will rebuild it. %s", failure)
        put_everything()
    else:
        logger.warning("Answered from the database: %s", failure)


def _without_index(parsed: ParsedQuery, user: Any, request: SearchRequest) -> Found:
    """Titles and filters, from the database."""
    rows, total = titles.find(parsed, user=user, filters=request.filters, sort=request.sort, page=request.page)
    hits = [_by_title(row, kind, [*parsed.words]) for row, kind in rows]
    return Found(hits, total, parsed=parsed, is_degraded=True, page=request.page)


def _by_title(row: Any, kind: str, words: list[str]) -> Hit:
    return Hit(row, kind, mark(KINDS[kind].title(row), words), mark(KINDS[kind].summary(row), words))


def _pinned(identifier: str, row: Any, parsed: ParsedQuery) -> Hit:
    return _hit(EngineHit(identifier, KINDS[kind_and_pk(identifier)[0]].summary(row)), row, parsed)


def _hit(found: EngineHit, row: Any, parsed: ParsedQuery) -> Hit:
    groups = [clause.words for clause in parsed.clauses] + [(phrase,) for phrase in parsed.phrases]
    words = [word for group in groups for word in group]
    kind = kind_and_pk(found.id)[0]
    title = KINDS[kind].title(row)
    shown = passage(found.text, title, groups)
    return Hit(row, kind, mark(title, words), shown.text, shown.file)


def with_files(found: Found) -> Found:
    """The same with the files named that passages are from. One taken off the page since is not named, nor quoted."""
    files = named_files({(hit.row.pk, hit.file_pk) for hit in found.hits if hit.file_pk})
    return replace(found, hits=[_with_file(hit, files) for hit in found.hits])


def _with_file(hit: Hit, files: Mapping[tuple[int, int], NamedFile]) -> Hit:
    if hit.file_pk is None:
        return hit
    file = files.get((hit.row.pk, hit.file_pk))
    return replace(hit, file=file) if file else replace(hit, passage=mark(hit.row.summary, ()))


def _log(text: str, found: Found, request: SearchRequest, viewer: Viewer, seconds: float) -> None:
    QueryLog.objects.create(
        text=as_asked(text),
        total=found.total,
        is_empty=not found.total,
        relaxed=found.is_relaxed,
        took=round(seconds * 1000),
        facets=sorted(name for name, values in request.filters.items() if values),
        reader=reader_kind(viewer),
    )


def reader_kind(viewer: Viewer) -> str:
    if viewer.is_administrator:
        return "administrator"
    if viewer.in_office:
        return "office"
    return "member" if viewer.city_ids else "visitor"
