"""`make evaluate`: the search measured with the vocabulary a new site starts with, in a database that is thrown away."""

from __future__ import annotations

import argparse
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    parser = argparse.ArgumentParser(prog="make evaluate")
    parser.add_argument("--distractors", type=Path)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    django.setup()

    from tests import database

    database.make()
    if options.record:
        call_command("search_evaluate", "--judged", "--record")
        return
    parts = ["--part", "tuning", *(["--part", "apart"] if options.apart else [])]
    call_command("search_evaluate", "--judged", *parts)
    if options.distractors:
        folder = options.distractors
        print()
        call_command("search_evaluate", "--judged", "--distractors", str(folder), *parts)
        print(f"\nPassages of {folder} alone, bodies only")
        passages, judgements = str(folder / "passages.jsonl"), str(folder / "judgements.tsv")
        call_command("search_evaluate", "--passages", passages, "--judgements", judgements)
    else:
        print("\nNo passages in ../shared/data/cmrc2018_dev: measured without distractors.")


if __name__ == "__main__":
    main()
