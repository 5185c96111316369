"""What the worker does for people who wait: files read and their cases saved."""

from __future__ import annotations

from django_tasks import task

from practices.imports.services import import_read, import_save
from practices.models import ImportRun


@task()
def read_import(pk: int) -> None:
    if run := ImportRun.objects.select_related("city", "by").filter(pk=pk).first():
        import_read(run)


@task()
def save_import(pk: int) -> None:
    if run := ImportRun.objects.select_related("city", "by").filter(pk=pk).first():
        import_save(run)
