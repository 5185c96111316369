"""The embedded engine at sizes, beside Wagtail's own database search on the same texts.

Texts are sentences of the CMRC 2018 passages, shuffled anew for each document with a fixed seed: real words in real
neighbourhoods, so that matches, facets and phrases are as many as they are in life.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.report import Row
from cities.models import City
from search.documents import SearchDocument
from search.engines.embedded import EmbeddedEngine
from search.evaluation import percentile
from search.port import SearchRequest
from search.queries import parse
from search.services import ask, request_for
from vocabulary.models import Scheme, Term

#: Another place for the passages may be named; the shared folder stands beside the checkout.
PASSAGES = Path(os.environ.get("BENCH_PASSAGES", "../shared/data/cmrc2018_dev/passages.jsonl"))
LENGTH = 1500
QUERIES = 200
ENGINE_MARK, BUILD_MARK = 25.0, 1.5


def sentences() -> list[str]:
    with PASSAGES.open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    return [f"{sentence}。" for body in bodies for sentence in body.split("。") if len(sentence) > 5]


def documents(number: int) -> Iterator[SearchDocument]:
    dice, pool = random.Random(number), sentences()
    cities = list(City.objects.values_list("slug", flat=True))
    themes = list(Term.objects.in_scheme(Scheme.THEME).values_list("code", flat=True))
    for at in range(number):
        body = ""
        while len(body) < LENGTH:
            body += dice.choice(pool)
        values = {
            "type": ("practice",),
            "city": (dice.choice(cities),),
            "theme": tuple(dice.sample(themes, 2)),
            "kind": (dice.choice(("success", "pilot", "lesson")),),
            "year": (str(dice.randint(2015, 2026)),),
        }
        audiences = dice.choice((("public", "alliance"), ("alliance",)))
        yield SearchDocument(f"practice-{at}", body[:24], body, audiences, "", values, dice.randint(1, 9999))


def questions() -> list[str]:
    """Two to ten characters out of the texts, as people type them."""
    dice, pool = random.Random(7), sentences()
    found: list[str] = []
    while len(found) < QUERIES:
        sentence = dice.choice(pool)
        start, length = dice.randrange(max(1, len(sentence) - 10)), dice.randint(2, 10)
        found.append(sentence[start : start + length])
    return found


def rows(sizes: Sequence[int] = (1_000, 10_000, 100_000)) -> list[Row]:
    return [row for size in sizes for row in _at(size)]


def _at(size: int) -> Iterator[Row]:
    ready = list(documents(size))
    characters = sum(len(document.body) for document in ready)
    with tempfile.TemporaryDirectory(prefix="alliance-bench-") as folder:
        engine = EmbeddedEngine(Path(folder) / "index")
        started = time.perf_counter()
        engine.rebuild(ready)
        speed = characters / (time.perf_counter() - started) / 1e6
        mark = size >= 10_000
        yield Row(
            f"search, {size:,} documents",
            "index ready text",
            {"million characters/s": speed},
            f"≥ {BUILD_MARK}" if mark else "",
            speed >= BUILD_MARK if mark else None,
        )
        yield _engine_row(engine, size)


def _engine_row(engine: EmbeddedEngine, size: int) -> Row:
    """With all facets, as the page asks; parsing the question included."""
    asked: list[SearchRequest] = []
    times: list[float] = []
    totals: list[int] = []
    for question in questions():
        started = time.perf_counter()
        request = request_for(parse(question))
        results, _relaxed = ask(engine, request)
        times.append((time.perf_counter() - started) * 1000)
        asked.append(request)
        totals.append(results.total)
    times.sort()
    figures = {
        "p50 ms": percentile(times, 0.5),
        "p95 ms": percentile(times, 0.95),
        "median matches": sorted(totals)[len(totals) // 2],
    }
    mark = size == 100_000
    met = figures["p95 ms"] <= ENGINE_MARK if mark else None
    return Row(
        f"search, {size:,} documents", "engine, all facets", figures, f"p95 ≤ {ENGINE_MARK:g}" if mark else "", met
    )
