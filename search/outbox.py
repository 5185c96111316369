"""The drain: reads what changed, after commit, and brings the index up to it (docs/decisions/0016)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search import health, lease
from search.documents import TYPES, all_documents, live_documents, live_ids
from search.models import IndexedDocument, OutboxEntry
from search.port import IndexDamaged
from search.services import engine
from search.signals import EVERYTHING, put_everything

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
BATCH = 200
FIRST_WAIT = timedelta(seconds=2)
#: Documents between two reports of progress; the lease is renewed as often.
REPORT_EVERY = 1_000


class Failures(dict[int, str]):
    """Page id → why its document could not be made."""

    def note(self, pk: int, error: Exception) -> None:
        logger.error("Page %s cannot be indexed.", pk, exc_info=error)
        self[pk] = f"{type(error).__name__}: {error}"[:300]


def rebuild(progress: Callable[[int], None] = lambda number: None) -> int:
    """The whole index anew. The drain waits meanwhile (the lease), so what changes during the build stays in the
    outbox and is applied to the new index. Returns how many documents it holds."""
    with lease.held(wait=30):
        return _rebuild(progress)


def _rebuild(progress: Callable[[int], None] = lambda number: None) -> int:
    failures = Failures()
    version = lease.next_version()
    documents = _counted(all_documents(failures.note), health.noting(progress))
    with health.rebuilding():
        written = engine().rebuild(documents, version)
    with transaction.atomic():
        IndexedDocument.objects.all().delete()
        rows = [IndexedDocument(identifier=identifier, version=given) for identifier, given in written.items()]
        IndexedDocument.objects.bulk_create(rows, batch_size=500)
        later = timezone.now() + FIRST_WAIT
        OutboxEntry.objects.bulk_create(
            OutboxEntry(page_id=pk, attempts=1, not_before=later, last_error=error) for pk, error in failures.items()
        )
        health.note_written()
    return len(written)


def _counted(items: Iterable[Item], progress: Callable[[int], None]) -> Iterator[Item]:
    for number, item in enumerate(items, 1):
        if number % REPORT_EVERY == 0:
            lease.renew()
            progress(number)
        yield item


def drain_once() -> int:
    """Apply one batch; returns how many rows were done, 0 also when another process drains. Rows are deleted by id
    after the index has committed, so a crash between the two repeats work and loses none."""
    due = OutboxEntry.objects.filter(not_before__lte=timezone.now()).order_by("pk")
    if not due.exists() or not lease.acquire():
        return 0
    rows = list(due[:BATCH])
    try:
        failures = _apply({row.page_id for row in rows})
    except Exception as error:
        logger.exception("Indexing failed; it is tried again.")
        _postpone(rows, f"{type(error).__name__}: {error}")
        return 0
    for row in rows:
        if row.page_id in failures:
            _postpone([row], failures[row.page_id])
    done = [row.pk for row in rows if row.page_id not in failures]
    OutboxEntry.objects.filter(pk__in=done).delete()
    return len(done)


def _apply(page_ids: set[int]) -> Failures:
    if EVERYTHING in page_ids:
        _rebuild()
        return Failures()
    failures = Failures()
    documents = live_documents(page_ids, failures.note)
    kept = {document.id for document in documents}
    changed = page_ids - failures.keys()
    gone = [identifier for pk in changed for kind in TYPES if (identifier := f"{kind}-{pk}") not in kept]
    version = lease.next_version()
    try:
        engine().apply(documents, gone, version)
    except IndexDamaged:
        logger.exception("The search index cannot be written; it is rebuilt.")
        _rebuild()
        return failures
    _note_applied(kept, gone, version)
    return failures


@transaction.atomic
def _note_applied(kept: set[str], gone: list[str], version: int) -> None:
    IndexedDocument.objects.filter(identifier__in=gone).delete()
    IndexedDocument.objects.bulk_create(
        [IndexedDocument(identifier=identifier, version=version) for identifier in sorted(kept)],
        update_conflicts=True,
        unique_fields=["identifier"],
        update_fields=["version"],
    )
    health.note_written()


def _postpone(rows: list[OutboxEntry], error: str) -> None:
    """2 s, 4 s, 8 s … at most an hour."""
    wait = min(3600, 2 ** (1 + min(12, max(row.attempts for row in rows))))
    OutboxEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        attempts=F("attempts") + 1, not_before=timezone.now() + timedelta(seconds=wait), last_error=error[:300]
    )


def look_after() -> bool:
    """Whether the index can be read; when not, its rebuild is queued, even if nobody searches."""
    try:
        engine().check()
    except IndexDamaged:
        put_everything()
        return False
    return True


def reconcile(*, repair: bool = True) -> dict[str, set[str]]:
    """Ids the index lacks (missing), ids it should not hold (surplus) and those with another version than the drain
    wrote (stale); queued for the drain when `repair`."""
    expected, noted = live_ids(), dict(IndexedDocument.objects.values_list("identifier", "version"))
    try:
        indexed = engine().versions()
    except IndexDamaged:
        indexed = {}
    stale = {name for name in expected & indexed.keys() if indexed[name] != noted.get(name)}
    drift = {"missing": expected - indexed.keys(), "surplus": indexed.keys() - expected, "stale": stale}
    if repair:
        pks = sorted({int(name.partition("-")[2]) for names in drift.values() for name in names})
        OutboxEntry.objects.bulk_create([OutboxEntry(page_id=pk) for pk in pks], batch_size=500)
    return drift
