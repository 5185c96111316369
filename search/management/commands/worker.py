"""One process for everything that happens after a request: background tasks and the search outbox."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from search.checks import trouble
from search.outbox import drain_once, look_after
from search.port import SearchUnavailable

logger = logging.getLogger(__name__)
#: Seconds between looks at an empty outbox; publish → searchable stays well under two seconds.
PAUSE = 0.5
#: While the engine is away it is asked after 1, 2, 4 … seconds, at most this many.
LONGEST_PAUSE = 10.0
#: Seconds between looks at the index of an engine that answers: nothing but the database is asked in between, and
#: whoever searches or writes to a damaged index has it rebuilt at once.
BETWEEN_LOOKS = 30.0


def keep_draining(stop: threading.Event, clock: Callable[[], float] = time.monotonic) -> None:
    done, away, next_look = 0, 0, clock()
    while not stop.is_set():
        close_old_connections()
        try:
            if away or (clock() >= next_look and not done):
                look_after()
                next_look = clock() + BETWEEN_LOOKS
            done = drain_once()
            if away:
                logger.warning("The search engine answers again.")
            away = 0
        except SearchUnavailable as error:
            if not away:
                logger.error("The search engine is away, the outbox keeps what changes. %s %s", error, error.hint)
            done, away = 0, away + 1
        except Exception:
            logger.exception("The outbox could not be read; it is tried again.")
            done = 0
        stop.wait(_pause(done, away))


def _pause(done: int, away: int) -> float:
    if away:
        return float(min(LONGEST_PAUSE, 2 ** (away - 1)))
    return 0 if done else PAUSE


class Command(BaseCommand):
    help = "Run background tasks and keep the search index up to date, until ended."

    def handle(self, *args: Any, **options: Any) -> None:
        for message in trouble():
            self.stderr.write(f"{message.msg} {message.hint or ''}")
        stop = threading.Event()
        drain = threading.Thread(target=keep_draining, args=(stop,), name="search-drain", daemon=True)
        drain.start()
        try:
            call_command("db_worker", interval=1, verbosity=1)
        finally:
            stop.set()
            drain.join(timeout=10)
