"""考察交流 with their agenda and what was taken home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import AgendaItem, TakeAway, Visit, VisitState
from search.kinds.shared import SharedKind, beginning
from vocabulary.richtext import stored_to_text


class Visits(SharedKind):
    """A draft is not found, as a draft of a case is not."""

    name = "visit"
    label = _("考察")
    card = "search/cards/visit.html"
    model = Visit
    columns = {"city": "city__slug__in", "theme": "themes__code__in", "year": "starts_on__year__in"}

    def indexed(self) -> QuerySet[Any]:
        return super().indexed().exclude(state=VisitState.DRAFT)

    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("city").prefetch_related("themes", "agenda", "take_aways")

    def touched_by(self, changed: Any) -> Iterable[int]:
        if isinstance(changed, Visit):
            return [changed.pk]
        return [changed.visit_id] if isinstance(changed, AgendaItem | TakeAway) else []

    def texts(self, row: Any) -> Iterator[str]:
        yield stored_to_text(row.summary)
        yield from (f"{item.what} {item.place}" for item in row.agenda.all())
        for taken in row.take_aways.all():
            yield from (stored_to_text(taken.learnt), stored_to_text(taken.will_try))

    def values(self, row: Any) -> Any:
        return {**super().values(row), "year": (str(row.starts_on.year),)}

    def contact(self, row: Any) -> str:
        return f"{row.contact_name} {row.contact_phone}"

    def said_at(self, row: Any) -> Any:
        return row.published_at or row.created_at

    def shown(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("city").prefetch_related("themes")  # type: ignore[no-any-return]

    def address(self, row: Any) -> str:
        return reverse("visit", args=[row.pk])

    def summary(self, row: Any) -> str:
        return beginning(row.summary)

    def key(self, row: Any) -> str:
        return f"urn:uuid:{row.uid}"

    def changed_at(self, row: Any) -> Any:
        return row.changed_at
