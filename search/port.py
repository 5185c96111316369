"""What an engine is asked and what it answers. Plain data, no engine's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from search.documents import SearchDocument

#: `case_city` is counted only: the cities of the cases found, without the cities' own pages.
FACETS = ("type", "city", "theme", "lifecycle", "loop", "kind", "year", "recognition", "case_city")
SORTS = ("relevance", "newest")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Clause:
    """One content word and what counts as it: itself, its synonyms, and for Han words their bigrams in sequence. A word
    that is whole only as a synonym also counts where all its `parts` are found."""

    alternatives: tuple[str, ...]
    parts: tuple[Clause, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.alternatives, *(word for part in self.parts for word in part.words))


@dataclass(frozen=True)
class Signal:
    """A constant added to the score of documents that carry one of `values` in the facet field, or, for the field `day`,
    are of the day `since` (proleptic ordinal) or later. It never decides what is found."""

    field: str
    boost: float
    values: tuple[str, ...] = ()
    since: int | None = None


@dataclass(frozen=True)
class SearchRequest:
    """`audiences` are those of the viewer (documents.audiences_of); `members_fields` opens contact data."""

    clauses: tuple[Clause, ...] = ()
    phrases: tuple[str, ...] = ()
    #: Bigrams of the whole question: they only rank.
    ranking: tuple[str, ...] = ()
    #: Characters of the content words: they rank where title, keywords or summary hold them.
    characters: tuple[str, ...] = ()
    #: So many of them there count as much as the clauses needed; None where they do not.
    characters_needed: int | None = None
    excluded: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[str, ...] = ("public",)
    members_fields: bool = False
    sort: str = "relevance"
    page: int = 1
    #: Hits of one page.
    size: int = PAGE_SIZE
    #: Whether hits bring their text.
    texts: bool = True
    #: Whether all that matches is counted; where it is not, the total is that of the hits.
    counted: bool = True
    #: How many clauses must match; None means all.
    needed: int | None = None
    #: Beginnings, normalised: each must begin a word of the title, or what its title is found by as it is typed (the
    #: field `pinyin`; search.typed makes them no longer than what that holds).
    prefixes: tuple[str, ...] = ()
    #: Groups of words, normalised: one of each must be a whole word there. They find, and never rank.
    lookups: tuple[tuple[str, ...], ...] = ()
    signals: tuple[Signal, ...] = ()
    #: The facets to count, each without its own filter.
    facets: tuple[str, ...] = ()
    #: Ids of documents that are neither found nor counted: pinned pages, which stand above the hits.
    without: tuple[str, ...] = ()

    @property
    def is_relaxed(self) -> bool:
        """Whether less than all clauses suffices."""
        return self.characters_needed is not None or (self.needed or len(self.clauses)) < len(self.clauses)


@dataclass(frozen=True)
class EngineHit:
    """`text` is the plain text as indexed, for the snippet; empty where the request wants none."""

    id: str
    text: str


#: Facet → value → count.
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class SearchResults:
    """The hits of this page, best first (equals: later day first, then the higher number), how many there are in all,
    and the counts of the facets asked for."""

    hits: tuple[EngineHit, ...]
    total: int
    facets: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class EngineState:
    """`index` is the physical one in use; `detail` says in the engine's own words what else there is to know."""

    name: str
    index: str
    documents: int
    bytes: int
    detail: str


class SearchFailure(Exception):
    """There is no answer to be had from the index at the moment; the message says why."""


class IndexDamaged(SearchFailure):
    """The index is missing or cannot be read; the caller has it rebuilt."""


class SearchUnavailable(SearchFailure):
    """The engine cannot be reached or refuses; a rebuild would not help. The outbox keeps what changed. `hint` says
    how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DocumentsRefused(Exception):
    """`reasons`: document id → why the engine does not take it. The others of the batch are written."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(f"{len(reasons)} documents are refused: {next(iter(reasons.values()), '')}")
        self.reasons = reasons


class Engine(Protocol):
    """Every method may raise IndexDamaged or SearchUnavailable."""

    def search(self, request: SearchRequest) -> SearchResults: ...

    def apply(self, documents: Iterable[SearchDocument], deleted: Iterable[str], version: int) -> None:
        """A `version` lower than one a document was written or deleted with changes nothing."""

    def rebuild(self, documents: Iterable[SearchDocument], version: int) -> dict[str, int]:
        """Everything anew, without a gap for readers. Returns what versions() would."""

    def versions(self) -> dict[str, int]:
        """Document id → version it was written with."""

    def check(self) -> None:
        """Raises when the index cannot be read as it should."""

    def state(self) -> EngineState:
        """For people who look after the site."""
