"""What search has to know of one kind of thing. Everything that differs from kind to kind is asked here and nowhere
else (docs/decisions/0060)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from search.documents import SearchDocument, identifier_of
from search.queries import ParsedQuery

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Listing:
    """What lists that leave the page say. `address` is the lasting one, without the host; `key`, an IRI, stays when title
    and address change."""

    title: str
    address: str
    key: str
    city: str = ""
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    themes: tuple[str, ...] = ()


class Kind(ABC):
    """`name` begins the ids of its documents and is its value of the facet `type`; `card` is the template of a hit."""

    name: str
    label: Any
    card: str
    model: type[Model]

    # --- the index ------------------------------------------------------------------------------------------------
    @abstractmethod
    def indexed(self) -> QuerySet[Any]:
        """Rows that have a document, whoever may find it."""

    @abstractmethod
    def document(self, row: Any) -> SearchDocument: ...

    @abstractmethod
    def values(self, row: Any) -> Values:
        """Facet → its values for this row."""

    @abstractmethod
    def touched_by(self, changed: Any) -> Iterable[int]:
        """Rows whose document may be another one now that `changed` was saved or deleted."""

    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what a document is made of fetched at once."""
        return rows

    def whole(self, pks: Collection[int]) -> list[Any]:
        return list(self.with_parts(self.indexed().filter(pk__in=pks)))

    def identifier(self, row: Any) -> str:
        return identifier_of(self.name, row.pk)

    # --- what a reader sees ---------------------------------------------------------------------------------------
    @abstractmethod
    def readable(self, user: Any) -> QuerySet[Any]:
        """Rows that `user` may read, with what a card shows. The database says so, whatever the index holds."""

    @abstractmethod
    def by_words(self, parsed: ParsedQuery, user: Any, chosen: Values) -> QuerySet[Any]:
        """What is found without an index: of the readable rows those that hold every word in title or summary and pass
        the `chosen` filters."""

    @abstractmethod
    def address(self, row: Any) -> str:
        """Empty where it has none at the moment."""

    @abstractmethod
    def listing(self, row: Any) -> Listing: ...

    def title(self, row: Any) -> str:
        return str(row.title)

    def summary(self, row: Any) -> str:
        return str(getattr(row, "summary", ""))

    def nameable(self, user: Any) -> QuerySet[Any]:
        """Rows whose title `user` may know, found or not."""
        return self.readable(user)
