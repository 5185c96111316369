"""Words of files, read by the worker."""

from __future__ import annotations

from django_tasks import task

from files.models import AllianceDocument
from files.services import document_read

#: Files of one turn: half a minute each at worst.
AT_ONCE = 20


@task()
def read_document(pk: int) -> bool:
    return document_read(pk)


@task()
def read_waiting() -> int:
    """The longest waiting first: what a task that died left behind, and files from before words were read."""
    waiting = list(AllianceDocument.objects.unread().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(document_read(pk) for pk in waiting)


def queue_waiting() -> bool:
    """Run by the scheduler; returns whether there is something to read."""
    if not AllianceDocument.objects.unread().exists():
        return False
    read_waiting.enqueue()
    return True
