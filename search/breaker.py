"""A circuit breaker: who does not answer is left alone for a while, so that readers need not wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 5
PAUSE_SECONDS = 30.0


class CircuitBreaker:
    """Opens after FAILURES in a row; after the pause one caller tries, and its luck decides. One a process."""

    def __init__(
        self, *, failures: int = FAILURES, pause: float = PAUSE_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until: float | None = None

    def allows(self) -> bool:
        """Whether to try now. The one who tries after a pause keeps the others out for another one."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._open_until = 0, None

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._open_until = self._clock() + self._pause

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._open_until is not None
