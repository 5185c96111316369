"""`make bench`: what is measured, as a table, and in build/bench.json."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from benchmarks import booklet, checks, followers, imports, pages
from benchmarks.report import Row, as_table, save

RESULT = Path(__file__).resolve().parent.parent / "build" / "bench.json"
SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000,)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and the smallest index")
    parser.add_argument("--only", choices=["pages", "search", "booklet", "imports", "checks", "followers"])
    asked = parser.parse_args()
    rows: list[Row] = []
    if asked.only in (None, "pages"):
        rows += pages.rows(quick=asked.quick)
    if asked.only in (None, "search"):
        rows += _search_rows(asked.quick)
    if asked.only in (None, "booklet"):
        rows += booklet.rows()
    if asked.only in (None, "imports"):
        rows += imports.rows(quick=asked.quick)
    if asked.only in (None, "checks"):
        rows += checks.rows((QUICK_SIZES if asked.quick else SIZES)[-1])
    if asked.only in (None, "followers"):
        rows += followers.rows(quick=asked.quick)
    print(as_table(rows))
    save(rows, RESULT)
    print(f"\n→ {RESULT}")


def _search_rows(quick: bool) -> list[Row]:
    if importlib.util.find_spec("benchmarks.search") is None:
        print("No benchmarks/search.py: search is not measured.", file=sys.stderr)
        return []
    from benchmarks import search

    found: list[Row] = search.rows(QUICK_SIZES if quick else SIZES)
    return found


if __name__ == "__main__":
    main()
