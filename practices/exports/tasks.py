"""Files of many cases, written by the worker."""

from __future__ import annotations

from django_tasks import task

from practices.exports.jobs import export_write


@task()
def write_export(pk: int) -> bool:
    return export_write(pk)
