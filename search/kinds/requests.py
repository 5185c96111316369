"""求助 with their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import Answer, SolutionRequest
from search.kinds.shared import SharedKind, beginning
from vocabulary.richtext import stored_to_text

#: Answers that are read for a document: accepted ones first, then in the order given. More have no room in it.
MOST_ANSWERS = 50


class Requests(SharedKind):
    name = "request"
    label = _("求助")
    card = "search/cards/request.html"
    model = SolutionRequest

    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        shown = Answer.objects.in_sight().order_by(F("accepted_at").asc(nulls_last=True), "created_at", "pk")
        answers = Prefetch("answers", shown[:MOST_ANSWERS], to_attr="answers_in_sight")
        return rows.select_related("city").prefetch_related("themes", answers)

    def touched_by(self, changed: Any) -> Iterable[int]:
        if isinstance(changed, SolutionRequest):
            return [changed.pk]
        return [changed.request_id] if isinstance(changed, Answer) else []

    def texts(self, row: Any) -> Iterator[str]:
        yield from (stored_to_text(text) for text in (row.problem, row.tried))
        yield from (stored_to_text(answer.body) for answer in row.answers_in_sight)

    def shown(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("city").prefetch_related("themes")  # type: ignore[no-any-return]

    def address(self, row: Any) -> str:
        return reverse("request", args=[row.pk])

    def summary(self, row: Any) -> str:
        return beginning(row.problem)

    def key(self, row: Any) -> str:
        return f"urn:uuid:{row.uuid}"

    def changed_at(self, row: Any) -> Any:
        return row.edited_at
