"""The drain: reads what changed, after commit, and brings the index up to it (docs/decisions/0016)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search import health, lease
from search.documents import SearchDocument
from search.indexing import all_documents, live_documents, live_ids
from search.models import IndexedDocument, OutboxEntry
from search.port import DocumentsRefused, IndexDamaged, SearchUnavailable
from search.services import engine
from search.signals import EVERYTHING, put_everything

logger = logging.getLogger(__name__)
BATCH = 200
FIRST_WAIT = timedelta(seconds=2)
#: Documents between two reports of progress; the lease is renewed as often.
REPORT_EVERY = 1_000


class Failures(dict[str, str]):
    """Id → why its document could not be made."""

    def note(self, identifier: str, error: Exception) -> None:
        logger.error("%s cannot be indexed.", identifier, exc_info=error)
        self[identifier] = f"{type(error).__name__}: {error}"[:300]


def rebuild(progress: Callable[[int], None] = lambda number: None) -> int:
    """The whole index anew. The drain waits meanwhile (the lease), so what changes during the build stays in the
    outbox and is applied to the new index. Returns how many documents it holds."""
    with lease.held(wait=30):
        return _rebuild(progress)


def _rebuild(progress: Callable[[int], None] = lambda number: None) -> int:
    failures = Failures()
    version = lease.next_version()
    made: set[str] = set()
    documents = _counted(all_documents(failures.note), made, health.noting(progress))
    with health.rebuilding():
        written = engine().rebuild(documents, version)
    for identifier in made - written.keys():
        failures[identifier] = "Refused by the index; its log says why."
    with transaction.atomic():
        IndexedDocument.objects.all().delete()
        rows = [IndexedDocument(identifier=identifier, version=given) for identifier, given in written.items()]
        IndexedDocument.objects.bulk_create(rows, batch_size=500)
        later = timezone.now() + FIRST_WAIT
        OutboxEntry.objects.bulk_create(
            OutboxEntry(identifier=identifier, attempts=1, not_before=later, last_error=error)
            for identifier, error in failures.items()
        )
        health.note_written()
    return len(written)


def _counted(
    documents: Iterable[SearchDocument], made: set[str], progress: Callable[[int], None]
) -> Iterator[SearchDocument]:
    for number, document in enumerate(documents, 1):
        made.add(document.id)
        if number % REPORT_EVERY == 0:
            lease.renew()
            progress(number)
        yield document


def drain_once() -> int:
    """Apply one batch; returns how many rows were done, 0 also when another process drains. Rows are deleted by id
    after the index has committed, so a crash between the two repeats work and loses none. Raises SearchUnavailable
    with every row as it was: the fault is not theirs, and they are due as soon as the engine answers."""
    due = OutboxEntry.objects.filter(not_before__lte=timezone.now()).order_by("pk")
    if not due.exists() or not lease.acquire():
        return 0
    try:
        return _drain(list(due[:BATCH]))
    finally:
        lease.release()  # between two batches, so that a rebuild need not wait for a quiet minute


def _drain(rows: list[OutboxEntry]) -> int:
    try:
        failures = _apply({row.identifier for row in rows})
    except SearchUnavailable:
        raise
    except Exception as error:
        logger.exception("Indexing failed; it is tried again.")
        _postpone(rows, f"{type(error).__name__}: {error}")
        return 0
    for row in rows:
        if row.identifier in failures:
            _postpone([row], failures[row.identifier])
    done = [row.pk for row in rows if row.identifier not in failures]
    OutboxEntry.objects.filter(pk__in=done).delete()
    return len(done)


def _apply(identifiers: set[str]) -> Failures:
    if EVERYTHING in identifiers:
        _rebuild()
        return Failures()
    failures = Failures()
    documents = live_documents(identifiers, failures.note)
    kept = {document.id for document in documents}
    gone = sorted(identifiers - kept - failures.keys())
    version = lease.next_version()
    try:
        engine().apply(documents, gone, version)
    except IndexDamaged:
        logger.exception("The search index cannot be written; it is rebuilt.")
        _rebuild()
        return failures
    except DocumentsRefused as refused:
        for identifier, reason in refused.reasons.items():
            logger.error("%s is refused by the index: %s", identifier, reason)
            failures[identifier] = reason
        kept -= refused.reasons.keys()
    _note_applied(kept, gone, version)
    return failures


@transaction.atomic
def _note_applied(kept: set[str], gone: list[str], version: int) -> None:
    """Not by a drain that was overtaken while it wrote: its rows are the other's now."""
    lease.renew()
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
    """Whether the index can be read; when it is damaged its rebuild is queued, even if nobody searches. Raises
    SearchUnavailable."""
    try:
        engine().check()
    except IndexDamaged as error:
        logger.error("The search index is rebuilt: %s", error)
        put_everything()
        return False
    return True


def reconcile(*, repair: bool = True) -> dict[str, set[str]]:
    """Ids the index lacks (missing), ids it should not hold (surplus) and those with another version than the drain
    wrote (stale); queued for the drain when `repair`. Raises SearchUnavailable."""
    expected, noted = live_ids(), dict(IndexedDocument.objects.values_list("identifier", "version"))
    try:
        indexed = engine().versions()
    except IndexDamaged:
        indexed = {}
    stale = {name for name in expected & indexed.keys() if indexed[name] != noted.get(name)}
    drift = {"missing": expected - indexed.keys(), "surplus": indexed.keys() - expected, "stale": stale}
    if repair:
        _repair(drift, latest=max(indexed.values(), default=0))
    return drift


def _repair(drift: Mapping[str, set[str]], *, latest: int) -> None:
    """A database that was put back to an earlier day counts from lower numbers than the index holds: all it writes would
    pass for late, so the index is made anew."""
    if latest > lease.last_version():
        put_everything()
        return
    identifiers = sorted({name for names in drift.values() for name in names})
    OutboxEntry.objects.bulk_create([OutboxEntry(identifier=name) for name in identifiers], batch_size=500)
