"""文章: articles and circulars of the office."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alliance.models import ArticlePage
from search.documents import SearchDocument
from search.kinds.base import Values
from search.kinds.pages import PageKind
from search.kinds.words import holding
from search.marks import joined
from search.queries import ParsedQuery
from vocabulary.richtext import stored_to_text


class Articles(PageKind):
    name = "article"
    label = _("文章")
    card = "search/cards/article.html"
    model = ArticlePage

    def document(self, row: Any) -> SearchDocument:
        return SearchDocument(
            id=self.identifier(row),
            title=row.title,
            body=joined([row.summary, stored_to_text(row.body)]),
            audiences=("public",),
            values=self.values(row),
            day=row.published_on.toordinal(),
            summary=row.summary,
        )

    def values(self, row: Any) -> Values:
        return {"type": (self.name,), "year": (str(row.published_on.year),)}

    def by_words(self, parsed: ParsedQuery, user: Any, chosen: Values) -> QuerySet[Any]:
        pages = self.readable(user).filter(holding(parsed, "title", "summary"))
        if chosen.keys() - {"year"}:
            return pages.none()
        if "year" in chosen:
            pages = pages.filter(published_on__year__in=chosen["year"])
        return pages.order_by("-published_on", "-pk")
