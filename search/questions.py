"""A search as its address says it: what lists, feeds and saved searches share with the results page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from search.port import SORTS
from search.views import base_query, chosen_filters, facet_labels, facet_terms, moved_codes

TEXT_LENGTH = 200


@dataclass(frozen=True)
class Labels:
    """Facet → value → what it is called; facet → code of a merged term → the one it is now."""

    known: Mapping[str, Mapping[str, str]]
    moved: Mapping[str, Mapping[str, str]]

    @classmethod
    def now(cls) -> Labels:
        terms = facet_terms()
        return cls(facet_labels(terms), moved_codes(terms))


@dataclass(frozen=True)
class Question:
    """`labels` are what chosen filters are called. `lost` are facets of which nothing that was asked for exists any
    more: without them the question would be a much wider one."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    labels: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, asked: QueryDict, labels: Labels | None = None) -> Question:
        labels = labels or Labels.now()
        filters = chosen_filters(asked, labels.known, labels.moved)
        sort = asked.get("sort", "")
        return cls(
            text=asked.get("q", "")[:TEXT_LENGTH].replace("\x00", " ").strip(),
            filters={name: values for name, values in filters.items() if values},
            sort=sort if sort in SORTS else "relevance",
            labels=tuple(labels.known[name].get(value, value) for name, row in filters.items() for value in row),
            lost=tuple(name for name in labels.known if not filters[name] and any(asked.getlist(name))),
        )

    @property
    def query(self) -> str:
        """The part of the address behind the question mark."""
        return base_query(self.text, self.filters, self.sort)

    @property
    def name(self) -> str:
        return " · ".join(filter(None, [self.text, *self.labels]))

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.filters)
