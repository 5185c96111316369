"""Rows by which cases are compared, kept by the worker."""

from __future__ import annotations

from django_tasks import task

from practices.quality.similarity import case_sign


@task()
def sign_case(pk: int) -> bool:
    return case_sign(pk)
