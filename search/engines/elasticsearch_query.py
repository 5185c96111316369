"""SearchRequest to the body of one `_search`: hits, total and facet counts together. Text of readers stands in values of
term queries only; nothing of it is parsed by the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Bool, DisMax, Query

from search import ranking
from search.analysis import gram_tokens, runs_of
from search.port import Clause, SearchRequest, Signal

#: `from` + `size` beyond this is refused by the server (index.max_result_window).
WINDOW = 10_000
FACET_VALUES = 200
#: What a title is found by while it is typed.
TYPED_FIELDS = ("title", "pinyin")
Filters = Mapping[str, tuple[str, ...]]


def body(request: SearchRequest) -> dict[str, Any]:
    counted = {name: values for name, values in request.filters.items() if values and name in request.facets}
    others = {name: values for name, values in request.filters.items() if values and name not in request.facets}
    search = Search().query(_query(request, others)).sort(*order(request))
    search = search.extra(track_total_hits=request.counted).source(["text"] if request.texts else False)
    if counted:
        # After the counting: each facet is counted with the filters of the others only.
        search = search.post_filter(Bool(filter=_chosen(counted)))
    _count(search, request.facets, counted)
    offset = (request.page - 1) * request.size
    return search[offset : offset + request.size].to_dict()


def order(request: SearchRequest) -> list[Any]:
    newest = {"newest": "desc"}
    return [newest] if request.sort == "newest" else [{"_score": "desc"}, newest]


def preference(request: SearchRequest) -> str:
    """The same question goes to the same copies: two copies may score by slightly different counts."""
    return f"q{crc32(repr((request.clauses, request.phrases, request.prefixes, request.lookups)).encode()):x}"


def counts_of(aggregations: Mapping[str, Any], facets: tuple[str, ...]) -> dict[str, dict[str, int]]:
    found = {**aggregations, **aggregations.get("free", {})}
    buckets = {name: found.get(f"own-{name}", found).get(name, {}).get("buckets", ()) for name in facets}
    return {name: {row["key"]: row["doc_count"] for row in rows} for name, rows in buckets.items()}


def _count(search: Search[Any], facets: tuple[str, ...], chosen: Filters) -> None:
    free = [name for name in facets if name not in chosen]
    target = search.aggs.bucket("free", "filter", filter=Bool(filter=_chosen(chosen))) if chosen else search.aggs
    for name in free:
        target.bucket(name, _terms(name))
    for name in chosen:
        others = _chosen({other: values for other, values in chosen.items() if other != name})
        own = Bool(filter=others) if others else Q("match_all")
        search.aggs.bucket(f"own-{name}", "filter", filter=own).bucket(name, _terms(name))


def _terms(name: str) -> Any:
    return A("terms", field=name, size=FACET_VALUES)


def _chosen(filters: Filters) -> list[Query]:
    return [Q("terms", **{name: list(values)}) for name, values in filters.items()]


def _query(request: SearchRequest, filters: Filters) -> Query:
    must = [_sequence(phrase) for phrase in request.phrases]
    if request.clauses:
        must.append(_matching(request))
    must += [_beginning(prefix) for prefix in request.prefixes]
    must_not = [_sequence(word) for word in request.excluded]
    if request.without:
        must_not.append(Q("ids", values=list(request.without)))
    should = [*_coverage(request)]
    should += [_term("lead", one, ranking.CHARACTER_BOOST) for one in request.characters if request.clauses]
    should += [_term("grams", gram, ranking.RANKING_BOOST) for gram in request.ranking]
    return Bool(
        filter=[Q("terms", audience=list(request.audiences)), *_chosen(filters), *map(_lookup, request.lookups)],
        must=must,
        must_not=must_not,
        should=should + [_signal(signal) for signal in request.signals],
    )


def _matching(request: SearchRequest) -> Query:
    needed = request.needed or len(request.clauses)
    words = Bool(should=[_clause(clause, request) for clause in request.clauses], minimum_should_match=needed)
    if not request.characters_needed:
        return words
    characters = [_term("lead", one) for one in request.characters]
    enough = Bool(should=characters, minimum_should_match=request.characters_needed)
    return Bool(should=[words, Q("constant_score", filter=enough, boost=0.0)], minimum_should_match=1)


def _coverage(request: SearchRequest) -> Iterator[Query]:
    """Where less than all clauses suffices, each that is found counts for itself."""
    if request.is_relaxed:
        for clause in request.clauses:
            yield Q("constant_score", filter=_clause(clause, request), boost=ranking.COVERAGE_BOOST)


def _clause(clause: Clause, request: SearchRequest) -> Query:
    readings = [reading for word in clause.alternatives for reading in _readings(word, request)]
    if clause.parts:
        readings.append(Bool(must=[_clause(part, request) for part in clause.parts]))
    return DisMax(queries=readings, tie_breaker=ranking.TIE_BREAKER)


def _readings(word: str, request: SearchRequest) -> Iterator[Query]:
    yield _term("title", word, ranking.TITLE_BOOST)
    yield _term("subjects", word, ranking.SUBJECT_BOOST)
    yield _term("words", word)
    yield _sequence(word, ranking.BIGRAM_BOOST)
    if word.isascii():
        yield _term("pinyin", word)
    if request.members_fields:
        yield _term("contact", word)


def _beginning(prefix: str) -> Query:
    readings = [Q("prefix", **{name: {"value": prefix}}) for name in TYPED_FIELDS]
    return Bool(should=readings, minimum_should_match=1)


def _lookup(words: tuple[str, ...]) -> Query:
    """Two sets of words: a clause of as many readings takes the server ten times as long where much is found."""
    found = [Q("terms", **{name: list(words)}) for name in TYPED_FIELDS]
    return Bool(should=found, minimum_should_match=1)


def _signal(signal: Signal) -> Query:
    if signal.since is not None:
        carried = Q("range", **{signal.field: {"gte": signal.since}})
    else:
        carried = Q("terms", **{signal.field: list(signal.values)})
    return Q("constant_score", filter=carried, boost=signal.boost)


def _term(field: str, word: str, boost: float = 1.0) -> Query:
    return Q("term", **{field: {"value": word, "boost": boost}})


def _sequence(word: str, boost: float = 1.0) -> Query:
    grams = gram_tokens(runs_of(word))
    if len(grams) < 2:
        return _term("grams", grams[0] if grams else word, boost)
    return Q("match_phrase", grams={"query": " ".join(grams), "boost": boost})
