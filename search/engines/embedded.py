"""The embedded engine: tantivy in a folder. One process writes (the worker), any number read."""

from __future__ import annotations

import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from tantivy import FieldType, Occur, Query

from search import ranking
from search.analysis import gram_tokens, runs_of
from search.documents import SearchDocument
from search.engines.bounds import bounded
from search.engines.preparation import prepared
from search.port import (
    FACETS,
    Clause,
    Counts,
    EngineHit,
    EngineState,
    IndexDamaged,
    SearchRequest,
    SearchResults,
    Signal,
)

Result = TypeVar("Result")

#: What a title is found by while it is typed.
TYPED_FIELDS = ("title", "pinyin")
#: The latest day there is, as a proleptic ordinal.
LAST_DAY = date.max.toordinal()
HEAP = 50_000_000
REBUILD_HEAP = 400_000_000
#: Documents read at once when all are listed.
LISTED = 10_000
LOCK_TRIES = 100
#: Hits looked at before and after the page, to order those of equal score; a larger group than the most is left as it is.
FEWEST_EQUALS, MOST_EQUALS = 20, 1_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("text", stored=True, indexed=False)
    for name in ("title", "words", "subjects", "pinyin", "contact"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("lead", tokenizer_name="whitespace", index_option="basic")
    # Phrases are asked of the bigrams alone; nothing else needs positions.
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="position")
    for name in ("audience", *FACETS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_integer_field("version", stored=True, fast=True)
    return builder.build()


class EmbeddedEngine:
    """`folder` holds one folder a generation and the file `current`, which names the one in use. `words` other than the
    curators' are for trying them."""

    def __init__(self, folder: Path, words: tuple[str, ...] | None = None) -> None:
        self.folder = folder
        self.words = words
        self.schema = _schema()
        self._open: tuple[str, tantivy.Index] | None = None

    # --- reading ----------------------------------------------------------------------------------------------
    def search(self, request: SearchRequest) -> SearchResults:
        return self._guarded(lambda: self._search(bounded(request)))

    def versions(self) -> dict[str, int]:
        return self._guarded(lambda: dict(self._listed()))

    def check(self) -> None:
        self._guarded(self._searcher)

    def state(self) -> EngineState:
        return self._guarded(self._state)

    def _state(self) -> EngineState:
        searcher, name = self._searcher(), self._generation()
        size = sum(path.stat().st_size for path in (self.folder / name).iterdir() if path.is_file())
        return EngineState("embedded", name, searcher.num_docs, size, f"{searcher.num_segments} segments")

    def _search(self, request: SearchRequest) -> SearchResults:
        searcher = self._searcher()
        query = self._query(request, request.filters)
        offset = (request.page - 1) * request.size
        if request.sort == "newest":
            found = searcher.search(query, limit=request.size, offset=offset, order_by_field="newest")
            total, addresses = found.count, [address for _newest, address in found.hits]
        else:
            total, addresses = _ranked(searcher, query, offset, request.size)
        rows = (searcher.doc(address) for address in addresses)
        hits = tuple(EngineHit(row["id"][0], bytes(row["text"][0]).decode() if request.texts else "") for row in rows)
        return SearchResults(hits, total if request.counted else len(hits), self._facets(searcher, request))

    def _facets(self, searcher: Any, request: SearchRequest) -> Counts:
        """One aggregation for all facets nobody has chosen from, one more for each chosen one without its filter."""
        free = [name for name in request.facets if not request.filters.get(name)]
        counts = _counts(searcher, self._query(request, request.filters, ranked=False), free)
        for name in set(request.facets) - set(free):
            others = {key: values for key, values in request.filters.items() if key != name}
            counts |= _counts(searcher, self._query(request, others, ranked=False), [name])
        return counts

    def _listed(self) -> Iterator[tuple[str, int]]:
        searcher = self._searcher()
        for offset in range(0, searcher.num_docs, LISTED):
            for _score, address in searcher.search(Query.all_query(), limit=LISTED, offset=offset, count=False).hits:
                row = searcher.doc(address)
                yield row["id"][0], row["version"][0]

    def _searcher(self) -> Any:
        index = self._index()
        index.reload()
        return index.searcher()

    def _index(self) -> tantivy.Index:
        """The mark is read each time: a rebuild by another process puts a new generation in its place."""
        name = self._generation()
        if not (self.folder / name / "meta.json").exists():
            raise IndexDamaged(f"No index in {self.folder / name}.")
        if self._open is None or self._open[0] != name:
            self._open = (name, tantivy.Index(self.schema, path=str(self.folder / name)))
        return self._open[1]

    def _generation(self) -> str:
        name = self._mark()
        if not name:
            raise IndexDamaged(f"No index in {self.folder}.")
        return name

    def _mark(self) -> str:
        try:
            return (self.folder / "current").read_text(encoding="ascii").strip()
        except OSError:
            return ""

    def _guarded(self, act: Callable[[], Result]) -> Result:
        """tantivy panics on truncated files, and a panic is not an Exception. A rebuild takes its predecessor away, perhaps
        from under one who has just read the mark: that one begins again with the new mark."""
        while True:
            mark = self._mark()
            try:
                return act()
            except (KeyboardInterrupt, SystemExit, GeneratorExit):
                raise
            except BaseException as error:
                self._open = None
                if self._mark() == mark:
                    raise IndexDamaged(str(error)) from error

    # --- queries ----------------------------------------------------------------------------------------------
    def _query(self, request: SearchRequest, filters: Any, *, ranked: bool = True) -> Query:
        parts = [(Occur.Must, Query.term_set_query(self.schema, "audience", list(request.audiences)))]
        parts = [(occur, Query.const_score_query(query, 0.0)) for occur, query in parts]
        for name, values in filters.items():
            if values:
                chosen = Query.term_set_query(self.schema, name, list(values))
                parts.append((Occur.Must, Query.const_score_query(chosen, 0.0)))
        parts += [(Occur.Must, self._sequence("grams", phrase)) for phrase in request.phrases]
        parts += [(Occur.MustNot, self._sequence("grams", word)) for word in request.excluded]
        if request.without:
            parts.append((Occur.MustNot, Query.term_set_query(self.schema, "id", list(request.without))))
        if request.clauses:
            parts.append((Occur.Must, self._matching(request)))
        parts += [(Occur.Must, self._beginning(prefix)) for prefix in request.prefixes]
        parts += [(Occur.Must, self._lookup(words)) for words in request.lookups]
        if ranked:
            parts += [(Occur.Should, self._ranking(gram)) for gram in request.ranking]
            parts += [(Occur.Should, clause) for clause in self._coverage(request)]
            parts += [(Occur.Should, self._character(one)) for one in request.characters]
            parts += [(Occur.Should, self._signal(signal)) for signal in request.signals]
        return Query.boolean_query(parts)

    def _matching(self, request: SearchRequest) -> Query:
        words = self._words(request)
        if not request.characters_needed:
            return words
        characters = [(Occur.Should, self._term("lead", one)) for one in request.characters]
        enough = Query.boolean_query(characters, minimum_number_should_match=request.characters_needed)
        return Query.boolean_query([(Occur.Should, words), (Occur.Should, Query.const_score_query(enough, 0.0))])

    def _words(self, request: SearchRequest) -> Query:
        clauses = [(Occur.Should, self._clause(clause, request)) for clause in request.clauses]
        needed = request.needed or len(clauses)
        return Query.boolean_query(clauses, minimum_number_should_match=needed)

    def _coverage(self, request: SearchRequest) -> list[Query]:
        """Where less than all clauses suffices, each that is found counts for itself."""
        if not request.is_relaxed:
            return []
        found = (self._clause(clause, request) for clause in request.clauses)
        return [Query.const_score_query(query, ranking.COVERAGE_BOOST) for query in found]

    def _clause(self, clause: Clause, request: SearchRequest) -> Query:
        readings = [reading for word in clause.alternatives for reading in self._readings(word, request)]
        if clause.parts:
            parts = [(Occur.Must, self._clause(part, request)) for part in clause.parts]
            readings.append(Query.boolean_query(parts))
        return Query.disjunction_max_query(readings, tie_breaker=ranking.TIE_BREAKER)

    def _readings(self, word: str, request: SearchRequest) -> Iterator[Query]:
        yield Query.boost_query(self._term("title", word), ranking.TITLE_BOOST)
        yield Query.boost_query(self._term("subjects", word), ranking.SUBJECT_BOOST)
        yield self._term("words", word)
        yield Query.boost_query(self._sequence("grams", word), ranking.BIGRAM_BOOST)
        if word.isascii():
            yield self._term("pinyin", word)
        if request.members_fields:
            yield self._term("contact", word)

    def _beginning(self, prefix: str) -> Query:
        pattern = re.escape(prefix) + ".*"
        readings = [Query.regex_query(self.schema, name, pattern) for name in TYPED_FIELDS]
        return Query.boolean_query([(Occur.Should, reading) for reading in readings])

    def _lookup(self, words: tuple[str, ...]) -> Query:
        found = [Query.term_set_query(self.schema, name, list(words)) for name in TYPED_FIELDS]
        return Query.const_score_query(Query.boolean_query([(Occur.Should, query) for query in found]), 0.0)

    def _signal(self, signal: Signal) -> Query:
        if signal.since is not None:
            carried = Query.range_query(self.schema, signal.field, FieldType.Integer, signal.since, LAST_DAY)
        else:
            carried = Query.term_set_query(self.schema, signal.field, list(signal.values))
        return Query.const_score_query(carried, signal.boost)

    def _ranking(self, gram: str) -> Query:
        return Query.boost_query(self._term("grams", gram), ranking.RANKING_BOOST)

    def _character(self, character: str) -> Query:
        return Query.boost_query(self._term("lead", character), ranking.CHARACTER_BOOST)

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self.schema, field, word)

    def _sequence(self, field: str, word: str) -> Query:
        grams = gram_tokens(runs_of(word))
        if len(grams) < 2:  # a phrase of one word is a panic
            return self._term(field, grams[0] if grams else word)
        return Query.phrase_query(self.schema, field, grams)

    # --- writing ----------------------------------------------------------------------------------------------
    def apply(self, documents: Iterable[SearchDocument], deleted: Iterable[str], version: int) -> None:
        rows = list(prepared(documents, self.words))
        self._guarded(lambda: self._apply(rows, list(deleted), version))

    def _apply(self, rows: list[dict[str, Any]], deleted: list[str], version: int) -> None:
        """There is no comparing of versions in tantivy: what a writer writes that was overtaken is left out whole. It
        is still in the outbox of the one that overtook it."""
        if version < self._applied():
            return
        writer = _writer(self._index(), heap=HEAP, threads=1)
        for identifier in [*deleted, *(row["id"] for row in rows)]:
            writer.delete_documents_by_term("id", identifier)
        for row in rows:
            writer.add_document(self._document(row, version))
        writer.commit()
        writer.wait_merging_threads()
        self._mark_applied(self._generation(), version)

    def _applied(self) -> int:
        try:
            return int((self.folder / self._generation() / "applied").read_text(encoding="ascii"))
        except OSError:
            return 0

    def _mark_applied(self, generation: str, version: int) -> None:
        (self.folder / generation / "applied").write_text(str(version), encoding="ascii")

    def rebuild(self, documents: Iterable[SearchDocument], version: int) -> dict[str, int]:
        """Fill a new generation and point to it; the old one is readable until then."""
        name = f"generation-{uuid.uuid4().hex}"
        (self.folder / name).mkdir(parents=True)
        index = tantivy.Index(self.schema, path=str(self.folder / name))
        writer = _writer(index, heap=REBUILD_HEAP, threads=2)
        written: dict[str, int] = {}
        for row in prepared(documents, self.words):
            writer.add_document(self._document(row, version))
            written[row["id"]] = version
        writer.commit()
        writer.wait_merging_threads()
        self._mark_applied(name, version)
        self._point_to(name)
        return written

    def _document(self, row: dict[str, Any], version: int) -> tantivy.Document:
        return tantivy.Document.from_dict({**row, "text": row["text"].encode(), "version": version}, self.schema)

    def _point_to(self, name: str) -> None:
        mark = self.folder / "current.new"
        mark.write_text(name, encoding="ascii")
        mark.replace(self.folder / "current")
        self._open = None
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)


def _ranked(searcher: Any, query: Query, offset: int, size: int) -> tuple[int, list[Any]]:
    """Equal scores come in the order of segments; whole groups of equals are put in order before the page is cut."""
    around = FEWEST_EQUALS
    while True:
        first = max(0, offset - around)
        found = searcher.search(query, limit=offset + size + around - first, offset=first)
        # Sums of single-precision numbers differ in the last digit with the order they are added in.
        scores = [float(f"{score:.5g}") for score, _address in found.hits]
        page = scores[offset - first :][:size]
        is_whole = not page or (
            (first == 0 or scores[0] != page[0]) and (first + len(scores) >= found.count or scores[-1] != page[-1])
        )
        if is_whole or around >= MOST_EQUALS:
            break
        around = MOST_EQUALS
    keys = searcher.fast_field_values("newest", [address for _score, address in found.hits])
    ordered = sorted(zip(scores, keys, found.hits, strict=True), key=lambda row: (-row[0], -row[1]))
    return found.count, [hit[1] for _score, _key, hit in ordered[offset - first :][:size]]


def _counts(searcher: Any, query: Query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    found = searcher.aggregate(query, {name: {"terms": {"field": name, "size": 200}} for name in names})
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in names}


def _writer(index: tantivy.Index, *, heap: int, threads: int) -> Any:
    """The lock is the operating system's: gone with its holder. Waits ten seconds for another writer."""
    for _attempt in range(LOCK_TRIES):
        try:
            return index.writer(heap_size=heap, num_threads=threads)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            time.sleep(0.1)
    raise TimeoutError("Another process keeps writing to the search index; is a second worker running?")
