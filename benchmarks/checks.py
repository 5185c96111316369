"""Checks of a case: how long the rules take, signing one case, and looking a text up among 100,000 signatures, in a
database of their own. `python -m benchmarks.checks NUMBER` is the process that does it."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.report import Row

GROUP = "checks"
RULES_MARK_MS, SIGN_MARK_MS, LOOKUP_MARK_MS = 25, 50, 50
LOOKUPS = 200
#: Marks of a text; one hash in KEPT is one (practices.quality.shingles.KEEP_ONE_IN); phrases many cases have.
MARKS, KEPT, PHRASES = 48, 16, 1_000


def rows(number: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.checks", str(number)],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    marks = {
        "rules over one case": RULES_MARK_MS,
        "signing one case": SIGN_MARK_MS,
        f"lookup among {number:,}": LOOKUP_MARK_MS,
    }
    return [
        Row(GROUP, name, found[name], f"p95 ≤ {mark} ms", found[name]["p95 ms"] <= mark) for name, mark in marks.items()
    ]


def main(number: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from alliance.sample.reading import read_cases, to_html
    from practices.quality.checks import check
    from practices.quality.shingles import marks, shingles, story_of
    from practices.quality.similarity import like_cases
    from practices.serializers import LONG_TEXTS

    cases = [
        {**case, **{name: to_html(case.get(name, "").splitlines()) for name in LONG_TEXTS}, "derived_from": []}
        for case in read_cases()
    ]
    stories = [story_of(case) for case in cases]
    begun = time.perf_counter()
    _store(number)
    print(f"{number:,} signatures stored in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    looked_up = [_whole(text) for text in _texts(LOOKUPS, random.Random(2))]
    figures = {
        "rules over one case": _times(cases, check),
        "signing one case": _times(stories, lambda text: marks(shingles(text))),
        f"lookup among {number:,}": _times(looked_up, like_cases),
    }
    print(json.dumps(figures))


def _texts(number: int, chosen: random.Random) -> Iterator[frozenset[int]]:
    """Kept hashes of texts of 770 characters, twice the mean of the samples. Two of them are of official phrases, the
    commonest of which stands in six of a hundred cases: four times as often as in the samples."""
    for _text in range(number):
        phrases = {int(PHRASES * chosen.random() ** 2) for _phrase in range(2)}
        drawn = array("Q", chosen.randbytes(8 * (MARKS - len(phrases))))
        own = {value // 64 + PHRASES for value in drawn}
        yield frozenset(value * KEPT for value in phrases | own)


def _whole(marks: frozenset[int]) -> frozenset[int]:
    """With the hashes that are not kept."""
    return frozenset(mark + more for mark in marks for more in range(KEPT))


def _store(number: int) -> None:
    """Signatures only, of no case: looking up reads no case before marks are shared. Rows come first and indexes after,
    as a dump is read in."""
    from django.db import connection, transaction

    from practices.models import CaseMark, CaseSignature

    mark, signature = CaseMark._meta.db_table, CaseSignature._meta.db_table
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for index in CaseMark._meta.indexes:
            cursor.execute(f"DROP INDEX {index.name}")
        with transaction.atomic():
            cursor.executemany(
                f"INSERT INTO {signature} (practice_id, shingles, marks, signed_at) VALUES (%s, %s, %s, '2026-01-01')",
                ((pk, MARKS * KEPT, MARKS) for pk in range(1, number + 1)),
            )
            cursor.executemany(
                f"INSERT INTO {mark} (signature_id, value) VALUES (%s, %s)",
                ((pk, value) for pk, text in enumerate(_texts(number, random.Random(1)), 1) for value in text),
            )
        for index in CaseMark._meta.indexes:
            cursor.execute(str(index.create_sql(CaseMark, connection.schema_editor())))


def _times(things: list[Any], work: Callable[[Any], object]) -> dict[str, float]:
    taken = []
    for thing in things:
        begun = time.perf_counter()
        work(thing)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50 ms": statistics.median(taken), "p95 ms": statistics.quantiles(taken, n=20)[-1]}


if __name__ == "__main__":
    main(int(sys.argv[1]))
