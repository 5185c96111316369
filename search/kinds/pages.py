"""Pages as kinds of things that are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from search.kinds.base import Kind, Listing


class PageKind(Kind):
    model: type[Page]

    def indexed(self) -> QuerySet[Any]:
        return self.model.objects.live()  # type: ignore[no-any-return]

    def readable(self, user: Any) -> QuerySet[Any]:
        return self.indexed()

    def touched_by(self, changed: Any) -> Iterable[int]:
        """A page is saved as itself and as the base Page."""
        if isinstance(changed, Page) and changed.cached_content_type.model_class() is self.model:
            return [changed.pk]
        return []

    def address(self, row: Any) -> str:
        return row.get_url() or "" if row.live else ""

    def listing(self, row: Any) -> Listing:
        return Listing(
            title=row.title,
            address=row.get_url() or "/",
            key=f"urn:uuid:{row.translation_key}",
            summary=self.summary(row),
            published=row.first_published_at,
            updated=row.last_published_at,
        )
