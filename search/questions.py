"""One question to the search, from the address that asks it to what an engine is asked (docs/decisions/0052)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse

from cities.viewers import VISITOR, Viewer
from search.analysis import QUERY_LENGTH
from search.documents import audiences_of
from search.facets import Facets
from search.port import SORTS, SearchRequest
from search.queries import ParsedQuery, parse
from search.ranking import signals

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """`filters` hold no facet without a value. `labels`: (facet, value) → what a chosen one is called. `lost` are facets
    of which nothing that was asked for exists any more: without them the question would be a much wider one."""

    text: str = ""
    filters: Filters = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    #: No other reading of the text is wanted.
    is_as_typed: bool = False
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False)
    lost: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, asked: QueryDict, facets: Facets | None = None) -> Question:
        """Never fails: what is not understood is left out, what is too long is cut."""
        facets = facets or Facets.now()
        filters, sort = facets.chosen(asked), asked.get("sort", "")
        return cls(
            text=asked.get("q", "")[:QUERY_LENGTH].replace("\x00", " ").strip(),
            filters=filters,
            sort=sort if sort in SORTS else "relevance",
            page=page_number(asked.get("page", "1")),
            is_as_typed=bool(asked.get("as_typed")),
            labels={
                (name, one): facets.known[name].get(one, one) for name, values in filters.items() for one in values
            },
            lost=tuple(name for name in facets.known if name not in filters and any(asked.getlist(name))),
        )

    @property
    def query(self) -> str:
        """The part of the address behind the question mark, without the page."""
        query = QueryDict(mutable=True)
        query["q"] = self.text
        for name, values in self.filters.items():
            query.setlist(name, list(values))
        if self.sort != "relevance":
            query["sort"] = self.sort
        return query.urlencode()

    @property
    def address(self) -> str:
        return f"{reverse('search')}?{self.query}"

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """Facet, value and label of each filter."""
        rows = ((name, value) for name, values in self.filters.items() for value in values)
        return [(name, value, self.labels.get((name, value), value)) for name, value in rows]

    @property
    def name(self) -> str:
        return " · ".join(filter(None, [self.text, *(label for _name, _value, label in self.chosen)]))

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.filters)

    def without(self, facet: str, value: str | None = None) -> Question:
        """From the first page on; of the whole facet when there is no `value`."""
        kept = tuple(other for other in self.filters.get(facet, ()) if value is not None and other != value)
        filters = {name: kept if name == facet else values for name, values in self.filters.items()}
        return replace(self, filters={name: values for name, values in filters.items() if values}, page=1)

    def request(
        self,
        viewer: Viewer = VISITOR,
        *,
        parsed: ParsedQuery | None = None,
        facets: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
    ) -> SearchRequest:
        """`parsed` spares a second reading of the text, or is one with other words than those in force."""
        parsed = parsed or parse(self.text)
        return SearchRequest(
            clauses=parsed.clauses,
            phrases=parsed.phrases,
            ranking=parsed.ranking,
            characters=parsed.characters,
            excluded=parsed.excluded,
            filters={**self.filters, **parsed.filters},
            audiences=audiences_of(viewer),
            members_fields=viewer.in_alliance,
            sort="newest" if parsed.is_empty else self.sort,
            page=self.page,
            needed=parsed.needed,
            signals=signals(parsed.cities),
            facets=facets,
            without=without,
        )


def page_number(given: str) -> int:
    """1 for whatever is no page; the upper bound is the service's."""
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 10 else 1
