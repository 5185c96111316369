"""A search as its address says it: what lists, feeds and saved searches share with the results page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from search.port import SORTS
from search.views import base_query, chosen_filters, facet_labels, facet_terms, moved_codes

TEXT_LENGTH = 200


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
    def from_query(cls, asked: QueryDict) -> Question:
        """Codes of terms that were merged stand for what they became."""
        terms = facet_terms()
        known = facet_labels(terms)
        filters = chosen_filters(asked, known, moved_codes(terms))
        sort = asked.get("sort", "")
        return cls(
            text=asked.get("q", "")[:TEXT_LENGTH].replace("\x00", " ").strip(),
            filters={name: values for name, values in filters.items() if values},
            sort=sort if sort in SORTS else "relevance",
            labels=tuple(known[name].get(value, value) for name, values in filters.items() for value in values),
            lost=tuple(name for name in known if not filters[name] and any(asked.getlist(name))),
        )

    @classmethod
    def from_text(cls, query: str) -> Question:
        return cls.from_query(QueryDict(query))

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
