"""城市: their own pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import CityPage
from search.documents import SearchDocument
from search.kinds.base import Listing, Values
from search.kinds.pages import PageKind
from search.kinds.words import holding
from search.marks import joined
from search.queries import ParsedQuery
from vocabulary.richtext import stored_to_text


class Cities(PageKind):
    name = "city"
    label = _("城市")
    card = "search/cards/city.html"
    model = CityPage

    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("city").prefetch_related("city__bureaus")

    def document(self, row: Any) -> SearchDocument:
        units = [bureau.name for bureau in row.city.bureaus.all()]
        return SearchDocument(
            id=self.identifier(row),
            title=row.city.name,
            body=joined([stored_to_text(row.introduction)], units),
            audiences=("public",),
            contact=f"{row.contact_name} {row.contact_phone} {row.contact_email}",
            values=self.values(row),
        )

    def values(self, row: Any) -> Values:
        return {"type": (self.name,), "city": (row.city.slug,)}

    def readable(self, user: Any) -> QuerySet[Any]:
        return self.indexed().select_related("city")

    def by_words(self, parsed: ParsedQuery, user: Any, chosen: Values) -> QuerySet[Any]:
        pages = self.readable(user).filter(holding(parsed, "title", "city__name"))
        if chosen.keys() - {"city"}:
            return pages.none()
        if "city" in chosen:
            pages = pages.filter(city__slug__in=chosen["city"])
        return pages.order_by("city__name", "pk")

    def listing(self, row: Any) -> Listing:
        return replace(super().listing(row), city=row.city.name)
