from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.outbox import reconcile


class Command(BaseCommand):
    help = "Compare index and database both ways and queue what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        missing, surplus = reconcile()
        report = {"drift": len(missing) + len(surplus), "missing": sorted(missing), "surplus": sorted(surplus)}
        self.stdout.write(json.dumps(report) if options["json"] else f"drift {report['drift']}")
