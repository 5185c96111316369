from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.models import OutboxEntry
from search.outbox import reconcile
from search.port import SearchUnavailable


class Command(BaseCommand):
    help = "Compare index and database both ways, ids and versions, and queue what differs. Ends with 1 on drift, with 2 when the search server is away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reconcile()
        except SearchUnavailable as error:
            raise CommandError(f"{error} {error.hint}".strip(), returncode=2) from error
        drift = sum(len(names) for names in found.values())
        failing = OutboxEntry.objects.filter(attempts__gt=0).count()
        report = {"drift": drift, **{name: sorted(ids) for name, ids in found.items()}, "failing": failing}
        self.stdout.write(json.dumps(report) if options["json"] else f"drift {drift}, failing {failing}")
        if drift:
            raise CommandError(f"{drift} documents differ; they are queued for the worker.", returncode=1)
