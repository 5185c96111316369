"""Rows by which cases are compared, kept by the worker."""

from __future__ import annotations

from django_tasks import task

from practices.quality.similarity import case_sign, unsigned

#: Cases of one turn: a hundredth of a second each.
AT_ONCE = 100


@task()
def sign_case(pk: int) -> bool:
    return case_sign(pk)


@task()
def sign_waiting() -> int:
    """What a task that died left behind, and cases from before anything was compared."""
    waiting = unsigned()[:AT_ONCE]
    for pk in waiting:
        case_sign(pk)
    return len(waiting)


def queue_unsigned() -> bool:
    """Run by the scheduler; returns whether there is something to compare."""
    if not unsigned():
        return False
    sign_waiting.enqueue()
    return True
