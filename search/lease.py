"""One drain at a time: a lease in the database, which a process that has died on this machine loses at once."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from search.models import DrainState

LENGTH = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another process has taken over; what was begun must not be written."""


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@transaction.atomic
def acquire() -> bool:
    """Whether this process drains, for LENGTH from now on."""
    state, _made = DrainState.objects.get_or_create(name="search")
    state = DrainState.objects.select_for_update().get(pk=state.pk)
    free = state.holder in ("", _me()) or state.held_until < timezone.now() or _is_dead(state.holder)
    if free:
        DrainState.objects.filter(pk=state.pk).update(holder=_me(), held_until=timezone.now() + LENGTH)
    return free


def _is_dead(holder: str) -> bool:
    """A holder on this machine whose process is gone: killed, it could not give the lease back."""
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def renew() -> None:
    if not _mine().update(held_until=timezone.now() + LENGTH):
        raise LeaseLost("Another process has taken over the search outbox.")


@transaction.atomic
def next_version() -> int:
    if not _mine().update(counter=F("counter") + 1, held_until=timezone.now() + LENGTH):
        raise LeaseLost("Another process has taken over the search outbox.")
    return DrainState.objects.values_list("counter", flat=True).get(name="search")


def last_version() -> int:
    return DrainState.objects.filter(name="search").values_list("counter", flat=True).first() or 0


def release() -> None:
    _mine().update(holder="")


def _mine() -> QuerySet[DrainState]:
    return DrainState.objects.filter(name="search", holder=_me())


@contextmanager
def held(*, wait: float) -> Iterator[None]:
    """The lease for as long as the block runs; waits for another holder up to `wait` seconds."""
    until = time.monotonic() + wait
    while not acquire():
        if time.monotonic() > until:
            raise TimeoutError("Another process is writing to the search index; try again when it has finished.")
        time.sleep(0.2)
    try:
        yield
    finally:
        release()
