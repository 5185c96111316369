from __future__ import annotations

import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand

from alliance.scheduler import jobs, run_due


class Command(BaseCommand):
    help = "Run what is due by the clock until ended."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        scheduled = jobs()
        while not stop.is_set():
            run_due(scheduled, time.monotonic())
            stop.wait(5)
