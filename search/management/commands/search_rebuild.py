from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.outbox import rebuild


class Command(BaseCommand):
    help = "Build the search index anew and put it in the place of the old one."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} documents")
