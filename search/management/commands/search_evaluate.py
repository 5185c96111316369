from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.embedded import EmbeddedEngine
from search.evaluation import evaluate, read_judgements, read_passages

ENGINES = {"embedded": EmbeddedEngine}


class Command(BaseCommand):
    help = "Ask judged questions of a throw-away index of passages and print how well they were answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=ENGINES, default="embedded")
        parser.add_argument("--passages", type=Path, required=True, help='JSON lines of {"id", "title", "body"}')
        parser.add_argument("--judgements", type=Path, required=True, help="question, id and grade between tabs")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            judgements = read_judgements(options["judgements"])
            with tempfile.TemporaryDirectory(prefix="alliance-evaluate-") as folder:
                engine = ENGINES[options["engine"]](Path(folder) / "index")
                engine.rebuild(read_passages(options["passages"]))
                report = evaluate(engine, judgements)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The passages or judgements cannot be read: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for name, value in report.items():
            self.stdout.write(f"{name:<14}{value}")
