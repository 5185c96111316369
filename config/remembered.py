"""Rows that every page reads and that seldom change, remembered by each process as long as the mark of the site stands.

The mark is one database row (alliance.SiteMark) that changes after the commit of whatever a page may show. Only a
request that reads it first may use what is remembered; outside of one (a command, the worker) every call asks anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection

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


class Remembered(Generic[Value]):
    """What `make` gave, shared by all requests of this process: nobody may change it, or fill it by the reader."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self.make = make
        self._kept: _Kept[Value] | None = None

    def __call__(self) -> Value:
        mark, kept, now = _mark.get(), self._kept, time.monotonic()
        if not mark or not settings.REMEMBER_SECONDS:
            return self.make()
        if kept is None or kept.mark != mark or kept.until < now:
            kept = self._kept = _Kept(mark, now + settings.REMEMBER_SECONDS, self.make())
        return kept.value


def remembered(make: Callable[[], Value]) -> Remembered[Value]:
    """Decorator of a function without arguments."""
    return Remembered(make)


Key = TypeVar("Key", int, str)


class RememberedEach(Generic[Key, Value]):
    """Remembered of each of a few things that the site itself has (cities, themes); never of what a reader typed."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        self.make = make
        self._kept: dict[Key, _Kept[Value]] = {}

    def __call__(self, key: Key) -> Value:
        mark, kept, now = _mark.get(), self._kept.get(key), time.monotonic()
        if not mark or not settings.REMEMBER_SECONDS:
            return self.make(key)
        if kept is None or kept.mark != mark or kept.until < now:
            kept = self._kept[key] = _Kept(mark, now + settings.REMEMBER_SECONDS, self.make(key))
        return kept.value


def remembered_each(make: Callable[[Key], Value]) -> RememberedEach[Key, Value]:
    """Decorator of a function of one id."""
    return RememberedEach(make)


View = TypeVar("View", bound=Callable[..., Any])


def same_for_all_visitors(view: View) -> View:
    """A view whose answer depends on nothing but its address and language where nobody is signed in: it may be kept
    whole (alliance.page_cache), as Wagtail's pages are."""
    view.same_for_all_visitors = True  # type: ignore[attr-defined]
    return view
