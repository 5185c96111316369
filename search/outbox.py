"""The drain: reads what changed, after commit, and brings the index up to it. Only one process runs it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from search.documents import TYPES, all_documents, live_document, live_ids
from search.engines.embedded import IndexDamaged
from search.models import OutboxEntry
from search.services import engine
from search.signals import EVERYTHING

logger = logging.getLogger(__name__)
BATCH = 200


def rebuild() -> int:
    return engine().rebuild(all_documents())


def drain_once() -> int:
    """Apply one batch; returns how many rows were done. Rows are deleted by id after the index has committed, so a
    crash between the two repeats work and loses none."""
    rows = list(OutboxEntry.objects.filter(not_before__lte=timezone.now()).order_by("pk")[:BATCH])
    if not rows:
        return 0
    try:
        _apply({row.page_id for row in rows})
    except Exception as error:
        logger.exception("Indexing failed; it is tried again.")
        _postpone(rows, str(error))
        return 0
    OutboxEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _apply(page_ids: set[int]) -> None:
    if EVERYTHING in page_ids:
        rebuild()
        return
    documents = [document for pk in page_ids if (document := live_document(pk))]
    kept = {document.id for document in documents}
    gone = [identifier for pk in page_ids for kind in TYPES if (identifier := f"{kind}-{pk}") not in kept]
    try:
        engine().apply(documents, gone)
    except IndexDamaged:
        rebuild()


def _postpone(rows: list[OutboxEntry], error: str) -> None:
    """2 s, 4 s, 8 s … at most an hour."""
    wait = min(3600, 2 ** (1 + max(row.attempts for row in rows)))
    OutboxEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        attempts=F("attempts") + 1, not_before=timezone.now() + timedelta(seconds=wait), last_error=error[:300]
    )


def reconcile(*, repair: bool = True) -> tuple[set[str], set[str]]:
    """Ids missing from the index and ids that should not be there; queued for the drain when `repair`."""
    expected = live_ids()
    try:
        indexed = engine().ids()
    except IndexDamaged:
        indexed = set()
    missing, surplus = expected - indexed, indexed - expected
    if repair:
        OutboxEntry.objects.bulk_create(
            OutboxEntry(page_id=int(identifier.partition("-")[2])) for identifier in missing | surplus
        )
    return missing, surplus
