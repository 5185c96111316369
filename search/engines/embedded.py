"""The embedded engine: tantivy in a folder. One process writes (the worker), any number read."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from tantivy import Occur, Query

from search.analysis import Analyser, gram_tokens, normalise, pinyin_tokens
from search.documents import SearchDocument
from search.port import FACETS, PAGE_SIZE, Clause, SearchRequest, SearchResults

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

#: A word in the title says what a case is about; in the text it may be in passing.
TITLE_BOOST = 3.0
#: Neighbouring characters found in order rank above the same words scattered.
BIGRAM_BOOST = 0.6
#: The question's bigrams, wherever they stand, beside its words.
RANKING_BOOST = 1.0
HEAP = 50_000_000
LOCK_TRIES = 100


class IndexDamaged(Exception):
    """The folder cannot be read; the caller rebuilds it."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "words", "grams", "pinyin", "contact"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("audience", *FACETS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


class EmbeddedEngine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = _schema()
        self._open: tuple[int, tantivy.Index] | None = None

    # --- reading ----------------------------------------------------------------------------------------------
    def search(self, request: SearchRequest) -> SearchResults:
        return self._guarded(lambda: self._search(request))

    def ids(self) -> set[str]:
        return self._guarded(self._ids)

    def _search(self, request: SearchRequest) -> SearchResults:
        searcher = self._searcher()
        query = self._query(request, request.filters)
        order: dict[str, Any] = {"order_by_field": "day"} if request.sort == "newest" else {}
        offset = (request.page - 1) * PAGE_SIZE
        found = searcher.search(query, limit=PAGE_SIZE, offset=offset, **order)
        ids = tuple(searcher.doc(address)["id"][0] for _score, address in found.hits)
        return SearchResults(ids=ids, total=found.count, facets=self._facets(searcher, request))

    def _facets(self, searcher: Any, request: SearchRequest) -> dict[str, dict[str, int]]:
        """One aggregation for all facets nobody has chosen from, one more for each chosen one without its filter."""
        free = [name for name in FACETS if not request.filters.get(name)]
        counts = _counts(searcher, self._query(request, request.filters, ranked=False), free)
        for name in set(FACETS) - set(free):
            others = {key: values for key, values in request.filters.items() if key != name}
            counts |= _counts(searcher, self._query(request, others, ranked=False), [name])
        return counts

    def _ids(self) -> set[str]:
        searcher = self._searcher()
        buckets = searcher.aggregate(Query.all_query(), {"ids": {"terms": {"field": "id", "size": 1_000_000}}})
        return {bucket["key"] for bucket in buckets["ids"]["buckets"]}

    def _searcher(self) -> Any:
        index = self._index()
        index.reload()
        return index.searcher()

    def _index(self) -> tantivy.Index:
        """The folder is looked at each time: a rebuild by another process puts a new one in its place."""
        meta = self.folder / "meta.json"
        if not meta.exists():
            raise IndexDamaged(f"No index in {self.folder}.")
        folder_id = self.folder.stat().st_ino
        if self._open is None or self._open[0] != folder_id:
            self._open = (folder_id, tantivy.Index(self.schema, path=str(self.folder)))
        return self._open[1]

    def _guarded(self, act: Callable[[], Result]) -> Result:
        """tantivy panics on truncated files, and a panic is not an Exception."""
        try:
            return act()
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            self._open = None
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
        if request.clauses:
            parts.append((Occur.Must, self._words(request)))
        if ranked:
            parts += [(Occur.Should, self._ranking(gram)) for gram in request.ranking]
        return Query.boolean_query(parts)

    def _words(self, request: SearchRequest) -> Query:
        clauses = [(Occur.Should, self._clause(clause, request)) for clause in request.clauses]
        needed = request.needed or len(clauses)
        return Query.boolean_query(clauses, minimum_number_should_match=needed)

    def _clause(self, clause: Clause, request: SearchRequest) -> Query:
        """The best of a word's readings counts in full, the others a little: not the sum of its synonyms."""
        readings: list[Query] = []
        for word in clause.alternatives:
            readings.append(Query.boost_query(self._term("title", word), TITLE_BOOST))
            readings.append(self._term("words", word))
            readings.append(Query.boost_query(self._sequence("grams", word), BIGRAM_BOOST))
            if word.isascii():
                readings.append(self._term("pinyin", word))
            if request.members_fields:
                readings.append(self._term("contact", word))
        return Query.disjunction_max_query(readings, tie_breaker=0.3)

    def _ranking(self, gram: str) -> Query:
        return Query.boost_query(self._term("grams", gram), RANKING_BOOST)

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self.schema, field, word)

    def _sequence(self, field: str, word: str) -> Query:
        grams = gram_tokens(word)
        if len(grams) < 2:  # a phrase of one word is a panic
            return self._term(field, grams[0] if grams else word)
        return Query.phrase_query(self.schema, field, grams)

    # --- writing ----------------------------------------------------------------------------------------------
    def apply(self, documents: Iterable[SearchDocument], deleted: Iterable[str]) -> None:
        self._guarded(lambda: self._apply(list(documents), list(deleted)))

    def _apply(self, documents: list[SearchDocument], deleted: list[str]) -> None:
        writer = _writer(self._index())
        for identifier in [*deleted, *(document.id for document in documents)]:
            writer.delete_documents_by_term("id", identifier)
        for document in self._prepared(documents):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new folder and put it in the place of the old one. Returns how many documents it holds."""
        fresh = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        index = tantivy.Index(self.schema, path=str(fresh))
        writer, number = _writer(index), 0
        for document in self._prepared(documents):
            writer.add_document(document)
            number += 1
        writer.commit()
        writer.wait_merging_threads()
        self._replace_with(fresh)
        return number

    def _replace_with(self, fresh: Path) -> None:
        old = self.folder.with_name(self.folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if self.folder.exists():
            self.folder.rename(old)
        fresh.rename(self.folder)
        shutil.rmtree(old, ignore_errors=True)
        self._open = None

    def _prepared(self, documents: Iterable[SearchDocument]) -> Iterator[tantivy.Document]:
        analyser = Analyser.current()
        return (prepare(document, analyser) for document in documents)


def prepare(document: SearchDocument, analyser: Analyser) -> tantivy.Document:
    title, body, contact = (normalise(text) for text in (document.title, document.body, document.contact))
    prepared = tantivy.Document()
    prepared.add_text("id", document.id)
    prepared.add_text("title", " ".join(analyser.words(title)))
    prepared.add_text("words", " ".join(analyser.words(body)))
    prepared.add_text("grams", " ".join([*gram_tokens(title), "\u2403", *gram_tokens(body)]))
    prepared.add_text("pinyin", " ".join(pinyin_tokens(title)))
    prepared.add_text("contact", " ".join(analyser.words(contact)))
    for audience in document.audiences:
        prepared.add_text("audience", audience)
    for name, values in document.values.items():
        for value in values:
            prepared.add_text(name, value)
    prepared.add_integer("day", document.day)
    return prepared


def _counts(searcher: Any, query: Query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    found = searcher.aggregate(query, {name: {"terms": {"field": name, "size": 200}} for name in names})
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in names}


def _writer(index: tantivy.Index) -> Any:
    """The lock is the operating system's: gone with its holder. Waits ten seconds for another writer."""
    for _attempt in range(LOCK_TRIES):
        try:
            return index.writer(heap_size=HEAP, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            time.sleep(0.1)
    raise TimeoutError("Another process keeps writing to the search index; is a second worker running?")
