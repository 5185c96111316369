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
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.report import Row

GROUP = "checks"
RULES_MARK_MS, SIGN_MARK_MS, LOOKUP_MARK_MS = 25, 50, 100
LOOKUPS = 100


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
    _store(number, stories)
    mixed = [shingles(text) for text in _mixed(stories, LOOKUPS, random.Random(2))]
    figures = {
        "rules over one case": _times(cases, check),
        "signing one case": _times(stories, lambda text: marks(shingles(text))),
        f"lookup among {number:,}": _times(mixed, like_cases),
    }
    print(json.dumps(figures))


def _mixed(stories: list[str], number: int, chosen: random.Random) -> Iterator[str]:
    """Texts of the length of a sample case, of sentences of all of them, each told apart by a number in it: as much
    alike as reports of one province are."""
    sentences = [part + "。" for story in stories for part in story.split("。") if len(part) > 8]
    for text in range(number):
        parts = chosen.sample(sentences, 30)
        yield "".join(f"{part[:-1]}{chosen.randrange(10_000)}{text}。" for part in parts)


def _store(number: int, stories: list[str]) -> None:
    """Signatures only: looking up reads no case before marks are shared."""
    from django.db import connection

    from practices.models import CaseMark, CaseSignature
    from practices.quality.shingles import marks, shingles

    with connection.constraint_checks_disabled():
        texts = enumerate(_mixed(stories, number, random.Random(1)), start=1)
        batch: list[CaseMark] = []
        signatures: list[CaseSignature] = []
        for pk, text in texts:
            hashes = shingles(text)
            kept = marks(hashes)
            signatures.append(CaseSignature(practice_id=pk, shingles=len(hashes), marks=len(kept)))
            batch += [CaseMark(signature_id=pk, value=value) for value in kept]
            if len(signatures) == 1000 or pk == number:
                CaseSignature.objects.bulk_create(signatures)
                CaseMark.objects.bulk_create(batch, batch_size=5000)
                signatures, batch = [], []


def _times(things: list[Any], work: Callable[[Any], object]) -> dict[str, float]:
    taken = []
    for thing in things:
        begun = time.perf_counter()
        work(thing)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50 ms": statistics.median(taken), "p95 ms": statistics.quantiles(taken, n=20)[-1]}


if __name__ == "__main__":
    main(int(sys.argv[1]))
