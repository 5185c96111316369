from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.outbox import rebuild


class Command(BaseCommand):
    help = "Build the search index anew and put it in the place of the old one."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = rebuild(lambda done: self.stdout.write(f"{done} …"))
        except TimeoutError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} documents")
