"""Rows that every page reads and that seldom change, remembered by each process as long as the mark of the site stands.

The mark is one database row (alliance.SiteMark) that changes after the commit of whatever a page may show. Only a
request that reads it first may use what is remembered; outside of one (a command, the worker) every call asks anew.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_mark: ContextVar[str | None] = ContextVar("site_mark", default=None)


def read_mark() -> str:
    """Plain SQL: this is asked before every kept page, and the ORM would take longer than all the rest. Empty where
    nothing was ever changed by this release: then nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM alliance_sitemark WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""


@contextmanager
def under_mark(mark: str | None) -> Iterator[None]:
    token = _mark.set(mark)
    try:
        yield
    finally:
        _mark.reset(token)


def remember_under(mark: str) -> None:
    """For the rest of the block of under_mark."""
    _mark.set(mark)


@dataclass(frozen=True)
class _Kept(Generic[Value]):
    mark: str
    until: float
    value: Value


def _is_good(kept: _Kept[Value] | None, mark: str) -> bool:
    return kept is not None and kept.mark == mark and kept.until >= time.monotonic()


def _keep(mark: str, value: Value) -> _Kept[Value]:
    return _Kept(mark, time.monotonic() + settings.REMEMBER_SECONDS, value)


class Remembered(Generic[Value]):
    """What `make` gave, shared by all requests of this process: nobody may change it, or fill it by the reader."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self.make = make
        self._kept: _Kept[Value] | None = None

    def __call__(self) -> Value:
        mark, kept = _mark.get(), self._kept
        if not mark or not settings.REMEMBER_SECONDS:
            return self.make()
        if kept is None or not _is_good(kept, mark):
            kept = self._kept = _keep(mark, self.make())
        return kept.value


class RememberedEach(Generic[Key, Value]):
    """The same for each key; the one unused for longest makes room."""

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        self.make = make
        self.most = most
        self._kept: OrderedDict[Key, _Kept[Value]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key) -> Value:
        mark = _mark.get()
        if not mark or not settings.REMEMBER_SECONDS:
            return self.make(key)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and _is_good(kept, mark):
                self._kept.move_to_end(key)
                return kept.value
        kept = _keep(mark, self.make(key))
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return kept.value


def remembered(make: Callable[[], Value]) -> Remembered[Value]:
    """Decorator of a function without arguments."""
    return Remembered(make)


def remembered_each(most: int) -> Callable[[Callable[[Key], Value]], RememberedEach[Key, Value]]:
    """Decorator of a function of one hashable argument; at most so many are kept."""
    return lambda make: RememberedEach(make, most)
