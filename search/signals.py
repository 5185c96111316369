"""Whatever changes what can be found leaves a row in the outbox, inside the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from cities.models import Bureau, City
from files.models import AllianceDocument
from practices.models import Attachment, EvidenceGrade, Hold, Recognition
from search.attached import cases_with
from search.models import OutboxEntry
from vocabulary.models import Term, UserWord

EVERYTHING = 0
#: A save of just these is a draft.
DRAFT_FIELDS = frozenset({"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"})
#: A save of just these changes what writers are offered, not what is found.
OFFER_FIELDS = frozenset({"retired", "sort_order"})


def put_everything() -> None:
    """Once is enough, however many readers meet a damaged index."""
    if not OutboxEntry.objects.filter(page_id=EVERYTHING).exists():
        put(EVERYTHING)


def put(page_id: int) -> None:
    OutboxEntry.objects.create(page_id=page_id)


@receiver([post_save, post_delete])
def queue(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Without a sender: a page is saved as itself and as the base Page."""
    if raw or (update_fields and (DRAFT_FIELDS | OFFER_FIELDS).issuperset(update_fields)):
        return
    if isinstance(instance, Page):
        put(instance.pk)
    elif isinstance(instance, Hold | Recognition | EvidenceGrade):
        put(instance.practice_id)
    elif isinstance(instance, Attachment):
        put(instance.page_id)
    elif isinstance(instance, AllianceDocument):
        for pk in cases_with(instance).values_list("pk", flat=True):
            put(pk)
    elif isinstance(instance, City | Bureau | Term | UserWord):
        put(EVERYTHING)


def queue_moved(instance: Any, **kwargs: Any) -> None:
    for pk in instance.get_descendants(inclusive=True).values_list("pk", flat=True):
        put(pk)


post_page_move.connect(queue_moved)
page_slug_changed.connect(queue_moved)
