from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search.indexing import live_ids
from search.outbox import rebuild
from search.port import IndexDamaged, SearchUnavailable
from search.services import engine

BAR = 30


class Command(BaseCommand):
    help = "Build the search index anew and put it in the place of the old one, which is read until then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only when the index is missing or damaged; no error when the search server is away",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["if_needed"] and self._is_readable():
                return
            self._rebuild()
        except TimeoutError as error:
            raise CommandError(str(error)) from error
        except SearchUnavailable as error:
            if not options["if_needed"]:
                raise CommandError(f"{error} {error.hint}".strip()) from error
            self.stderr.write(f"{error} {error.hint}\n" + _("搜索暂时降级；恢复后 worker 会自己补上。"))

    def _is_readable(self) -> bool:
        try:
            engine().check()
        except IndexDamaged:
            return False
        return True

    def _rebuild(self) -> None:
        total, started = len(live_ids()), time.monotonic()
        is_screen = getattr(self.stdout, "isatty", lambda: False)()

        def show(done: int) -> None:
            filled = BAR * min(done, total) // max(1, total)
            line = f"{'█' * filled}{'░' * (BAR - filled)} {done}/{total}"
            self.stdout.write(f"\r{line}" if is_screen else line, ending="" if is_screen else "\n")
            self.stdout.flush()

        number = rebuild(show)
        seconds = time.monotonic() - started
        self.stdout.write(("\n" if is_screen and number else "") + f"{number} documents, {seconds:.1f} s")
