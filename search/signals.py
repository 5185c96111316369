"""Whatever changes what can be found leaves a row in the outbox, inside the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_slug_changed, post_page_move

from cities.models import Bureau, City
from search.documents import identifier_of
from search.kinds import KINDS
from search.models import OutboxEntry
from vocabulary.models import Term, UserWord

EVERYTHING = OutboxEntry.EVERYTHING
#: A save of just these is a draft.
DRAFT_FIELDS = frozenset({"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"})
#: A save of just these changes what writers are offered, not what is found.
OFFER_FIELDS = frozenset({"retired", "sort_order"})


def put_everything() -> None:
    """Once is enough, however many readers meet a damaged index."""
    if not OutboxEntry.objects.filter(identifier=EVERYTHING).exists():
        put(EVERYTHING)


def put(identifier: str) -> None:
    OutboxEntry.objects.create(identifier=identifier)


@receiver([post_save, post_delete])
def queue(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Without a sender: a page is saved as itself and as the base Page."""
    if raw or (update_fields and (DRAFT_FIELDS | OFFER_FIELDS).issuperset(update_fields)):
        return
    if isinstance(instance, City | Bureau | Term | UserWord):
        put(EVERYTHING)
    else:
        _put_touched_by(instance)


def queue_moved(instance: Any, **kwargs: Any) -> None:
    for page in instance.get_descendants(inclusive=True):
        _put_touched_by(page)


def _put_touched_by(changed: Any) -> None:
    for name, kind in KINDS.items():
        for pk in kind.touched_by(changed):
            put(identifier_of(name, pk))


post_page_move.connect(queue_moved)
page_slug_changed.connect(queue_moved)
