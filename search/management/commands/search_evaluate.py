from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.temporary import NAMES
from search.evaluation import InputError, evaluate
from search.port import SearchUnavailable


class Command(BaseCommand):
    help = "Measure the search on judged questions, in a throw-away index (docs/search-quality.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=NAMES, default="embedded")
        parser.add_argument("--passages", type=Path, required=True, help='JSON lines: {"id", "title", "body"}')
        parser.add_argument("--judgements", type=Path, required=True, help="question, passage id, grade; tab-separated")
        parser.add_argument("--with-titles", action="store_true", help="index the titles too, not the bodies alone")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = evaluate(
                options["passages"],
                options["judgements"],
                with_titles=options["with_titles"],
                engine=options["engine"],
            )
        except SearchUnavailable as error:
            raise CommandError(f"{error} {error.hint}".strip()) from error
        except (InputError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({name: round(value, 4) for name, value in found.items()}))
            return
        for name, value in found.items():
            self.stdout.write(f"{name:<14}{value:.4f}")
