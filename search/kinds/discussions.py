"""研讨 with what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import Discussion, Post
from practices.models import Hold, PracticePage
from search.documents import of_both
from search.kinds.practices import audiences_for
from search.kinds.shared import SharedKind, beginning, in_thread, shared_audiences
from vocabulary.richtext import stored_to_text

#: Replies that are read for a document, the newest; beside the post that opened it.
MOST_REPLIES = 200


class Discussions(SharedKind):
    """Of a case only while the case is on the site, and only for who may read it."""

    name = "discussion"
    label = _("研讨")
    card = "search/cards/discussion.html"
    model = Discussion
    columns = {"city": "city__slug__in", "theme": "theme__code__in", "year": "created_at__year__in"}

    def indexed(self) -> QuerySet[Any]:
        return super().indexed().filter(Q(practice=None) | Q(practice__live=True))

    def with_parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        in_sight = Post.objects.filter(hidden_at=None)
        replies = in_sight.exclude(number=1).order_by("-number")[:MOST_REPLIES]
        return rows.select_related("city", "theme", "thread", "practice").prefetch_related(
            "practice__holds",
            Prefetch("thread__posts", in_sight.filter(number=1), to_attr="opening"),
            Prefetch("thread__posts", replies, to_attr="newest_replies"),
        )

    def touched_by(self, changed: Any) -> Iterable[int]:
        if isinstance(changed, Discussion):
            return [changed.pk]
        if isinstance(changed, Post):
            return _ids(in_thread(changed.thread_id))
        if isinstance(changed, PracticePage):
            return _ids(Q(practice=changed.pk))
        return _ids(Q(practice=changed.practice_id)) if isinstance(changed, Hold) else []

    def texts(self, row: Any) -> Iterator[str]:
        yield from (stored_to_text(post.body) for post in (*row.thread.opening, *row.thread.newest_replies))

    def themes(self, row: Any) -> list[Any]:
        return [row.theme] if row.theme else []

    def names(self, row: Any) -> Iterator[str]:
        yield from super().names(row)
        yield row.practice.title if row.practice else ""

    def audiences(self, row: Any) -> tuple[str, ...]:
        found = shared_audiences(row)
        return of_both(found, audiences_for(row.practice)) if row.practice else found

    def shown(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("city", "theme", "practice", "thread").prefetch_related(  # type: ignore[no-any-return]
            Prefetch("thread__posts", Post.objects.filter(number=1, hidden_at=None), to_attr="opening")
        )

    def address(self, row: Any) -> str:
        return reverse("discussion", args=[row.pk])

    def summary(self, row: Any) -> str:
        return beginning(row.thread.opening[0].body) if row.thread.opening else ""

    def changed_at(self, row: Any) -> Any:
        return row.thread.last_post_at


def _ids(rule: Q) -> Iterable[int]:
    return Discussion.objects.filter(rule).values_list("pk", flat=True)
