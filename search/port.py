"""What an engine is asked and what it answers. Plain data, no engine's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from search.documents import SearchDocument

FACETS = ("type", "city", "theme", "kind", "year")
SORTS = ("relevance", "newest")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Clause:
    """One content word and what counts as it: itself, its synonyms, and for Han words their bigrams in sequence."""

    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class SearchRequest:
    """`audiences` are those of the viewer (documents.audiences_of); `members_fields` opens contact data."""

    clauses: tuple[Clause, ...] = ()
    phrases: tuple[str, ...] = ()
    #: Bigrams of the whole question: they only rank.
    ranking: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[str, ...] = ("public",)
    members_fields: bool = False
    sort: str = "relevance"
    page: int = 1
    #: How many clauses must match; None means all.
    needed: int | None = None


@dataclass(frozen=True)
class SearchResults:
    """`ids` are document ids of this page, best first; `facets` maps facet → value → count without its own filter."""

    ids: tuple[str, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


class Engine(Protocol):
    def search(self, request: SearchRequest) -> SearchResults: ...

    def apply(self, documents: Iterable[SearchDocument], deleted: Iterable[str]) -> None: ...

    def rebuild(self, documents: Iterable[SearchDocument]) -> int: ...

    def ids(self) -> set[str]: ...
