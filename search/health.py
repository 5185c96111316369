"""What the drain notes of the index as it goes, for those who look after the search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from search.models import IndexedDocument, IndexHealth


def health() -> IndexHealth:
    return IndexHealth.objects.get_or_create(pk=IndexHealth.ONLY)[0]


def note(**fields: object) -> None:
    """A plain update: rows of the drain are written often, and only these columns of them."""
    if not IndexHealth.objects.filter(pk=IndexHealth.ONLY).update(**fields):
        IndexHealth.objects.update_or_create(pk=IndexHealth.ONLY, defaults=fields)


def note_written() -> None:
    """One writes at a time: a rebuild that was noted and never ended has died with its process."""
    note(written_at=timezone.now(), rebuild_begun_at=None)


@contextmanager
def rebuilding() -> Iterator[None]:
    """How many documents it will be is known from the last one."""
    note(rebuild_begun_at=timezone.now(), rebuild_done=0, rebuild_total=IndexedDocument.objects.count())
    try:
        yield
    finally:
        note(rebuild_begun_at=None)


def noting(progress: Callable[[int], None]) -> Callable[[int], None]:
    """`progress`, and the number for who watches from another process."""

    def noted(number: int) -> None:
        note(rebuild_done=number)
        progress(number)

    return noted
