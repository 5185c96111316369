from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alliance.services import setup_site


class Command(BaseCommand):
    help = "Load vocabulary and cities, make the home page, join the founding cities. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", type=Path, help="another province's JSON file (see cities/data/)")

    def handle(self, *args: Any, **options: Any) -> None:
        home = setup_site(province=options["province"])
        self.stdout.write(f"{home.title} ✓")
