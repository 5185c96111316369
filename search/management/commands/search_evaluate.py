from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.corrections import rewriter
from search.engines.temporary import NAMES, temporary
from search.evaluation import InputError, evaluate, read_passages
from search.judged import ALL, BASELINE, PARTS, agreement_of, by_kind, read_judged, sample_documents, write_baseline
from search.port import SearchUnavailable

COLUMNS = ("number", "ndcg@10", "mrr@10", "success@5", "recall@10", "zero_rate", "relaxed_rate", "ms_p95")


class Command(BaseCommand):
    help = "Measure the search on judged questions, in a throw-away index (docs/search-quality.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=NAMES, default="embedded")
        parser.add_argument("--passages", type=Path, help='JSON lines: {"id", "title", "body"}')
        parser.add_argument("--judgements", type=Path, help="question, passage id, grade; tab-separated")
        parser.add_argument("--with-titles", action="store_true", help="index the titles too, not the bodies alone")
        parser.add_argument("--judged", action="store_true", help="the project's own judged set over the sample cases")
        parser.add_argument(
            "--part", choices=list(PARTS), action="append", help="of the judged set; tuning unless given"
        )
        parser.add_argument("--distractors", type=Path, help="folder with passages.jsonl that answer no judged query")
        parser.add_argument(
            "--record", action="store_true", help="make what is measured on the tuning part the baseline"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["judged"]:
                self._judged(**options)
            elif options["passages"] and options["judgements"]:
                self._passages(**options)
            else:
                raise CommandError("Give --judged, or --passages and --judgements.")
        except SearchUnavailable as error:
            raise CommandError(f"{error} {error.hint}".strip()) from error
        except (InputError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error

    def _passages(self, **options: Any) -> None:
        with_titles, engine = options["with_titles"], options["engine"]
        found = evaluate(options["passages"], options["judgements"], with_titles=with_titles, engine=engine)
        if options["json"]:
            self.stdout.write(json.dumps({name: round(value, 4) for name, value in found.items()}))
            return
        for name, value in found.items():
            self.stdout.write(f"{name:<14}{value:.4f}")

    def _judged(self, **options: Any) -> None:
        parts = options["part"] or ["tuning"]
        if options["record"] and (parts != ["tuning"] or options["distractors"] or options["engine"] != "embedded"):
            raise CommandError("The baseline is the tuning part on the embedded engine without distractors.")
        folder = options["distractors"]
        distractors = list(read_passages(folder / "passages.jsonl")) if folder else []
        with temporary(options["engine"], chain(sample_documents(), distractors)) as engine:
            rewritten = rewriter(engine, [document.title for document in sample_documents()])
            tables = {part: by_kind(read_judged(part), engine, rewritten) for part in parts}
        if options["json"]:
            self.stdout.write(json.dumps(tables))
        else:
            self._print(tables, len(distractors), options["engine"])
        if options["record"]:
            write_baseline(tables["tuning"][ALL]["ndcg@10"])
            self.stdout.write(f"Baseline written: {BASELINE}")

    def _print(self, tables: dict[str, dict[str, dict[str, float]]], distractors: int, engine: str) -> None:
        among = f"{distractors} passages that answer none" if distractors else "no other passages"
        self.stdout.write(f"Engine {engine}, sample cases among {among}.")
        for part, table in tables.items():
            found = agreement_of(read_judged(part))
            self.stdout.write(
                f"\n{part}: two passes over {found.number} pairs agree on {found.same:.1%}, weighted kappa {found.kappa:.3f}"
            )
            self.stdout.write("".join([f"{'':<14}", *(f"{column:>14}" for column in COLUMNS)]))
            for kind, row in table.items():
                cells = (f"{row[name]:>14.0f}" if name == "number" else f"{row[name]:>14.3f}" for name in COLUMNS)
                self.stdout.write("".join([f"{kind:<14}", *cells]))
