"""What the worker does for people who wait: files read and their cases saved."""

from __future__ import annotations

from django_tasks import task

from practices.imports.services import import_read, import_save
from practices.models import ImportRun


@task()
def read_import(pk: int, attempt: int = 0) -> None:
    """`attempt`: how often it was begun before. A task for an earlier one does nothing."""
    if run := _run(pk, attempt):
        import_read(run)


@task()
def save_import(pk: int, attempt: int = 0) -> None:
    if run := _run(pk, attempt):
        import_save(run)


def _run(pk: int, attempt: int) -> ImportRun | None:
    return ImportRun.objects.select_related("city", "by").filter(pk=pk, attempt=attempt).first()
