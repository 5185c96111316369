"""The Elasticsearch engine beside the bare server: the same questions as the same body through the same client, and the
same ready documents by a bare bulk load into an equal index."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.report import Row

GROUP = "search"
OVERHEAD_MARK_MS, LOADING_MARK, LARGE_MARK_MS, AUTOCOMPLETE_MARK_MS = 5, 1.3, 150, 30
#: Questions that match more than this are not among those the mark for a million documents is about.
MOST_MATCHES = 50_000
#: Marks are meant for this many documents and more.
MARKED_FROM = 10_000
HEAP = "2g"


@contextmanager
def server() -> Iterator[str]:
    """The address of ELASTICSEARCH_URL or of a node started for this run; empty where there is neither."""
    from tests.elasticsearch import Node, NotStarted

    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given.split(",")[0]
        return
    node = Node(heap=HEAP)
    try:
        try:
            node.start().wait()
        except NotStarted as error:
            print(error, file=sys.stderr)
            yield ""
            return
        yield node.url
    finally:
        node.remove()


@contextmanager
def site(url: str) -> Iterator[None]:
    """The site on this server."""
    from django.conf import settings
    from django.test.utils import override_settings

    from search.services import engine

    given = {**settings.ELASTICSEARCH, "hosts": [url], "prefix": f"bench-{os.getpid()}", "timeout": 10.0}
    with override_settings(SEARCH_ENGINE="elasticsearch", ELASTICSEARCH=given):
        engine.cache_clear()
        try:
            yield
        finally:
            engine().remove()  # type: ignore[attr-defined]
            engine.cache_clear()


def rows(
    url: str, size: int, documents: Iterable[Any], asked: Sequence[str], typed: Sequence[Any], *, large: bool = False
) -> Iterator[Row]:
    from django.conf import settings
    from django.test.utils import override_settings

    from search.engines.temporary import temporary

    given = {**settings.ELASTICSEARCH, "hosts": [url], "prefix": f"bench-{os.getpid()}"}
    with override_settings(ELASTICSEARCH=given), temporary("elasticsearch") as engine:
        yield from _loading(engine, size, documents)
        yield from _asking(engine, size, asked, large=large)
        yield autocomplete_row(f"{size:,} Elasticsearch, autocomplete", engine, typed)


# --- loading --------------------------------------------------------------------------------------------------------
def _loading(engine: Any, size: int, documents: Iterable[Any]) -> Iterator[Row]:
    from search.engines.preparation import prepared

    with tempfile.TemporaryDirectory(prefix="bench-rows-") as folder:
        ready = Path(folder) / "rows.jsonl"
        with ready.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in prepared(documents))
        # Ours twice, the bare load in between: the first one warms the server.
        first = _timed(lambda: engine.load(_read(ready), 1))
        bare = _timed(lambda: _bare_load(engine, ready))
        ours = min(first, _timed(lambda: engine.load(_read(ready), 2)))
    figures = {"ours s": ours, "bare bulk s": bare, "ratio": ours / bare}
    mark = f"at most {LOADING_MARK}" if size >= MARKED_FROM else ""
    yield Row(GROUP, f"{size:,} Elasticsearch, loading", figures, mark, ours / bare <= LOADING_MARK if mark else None)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _bare_load(engine: Any, ready: Path) -> None:
    from elasticsearch import helpers

    from search.engines.elasticsearch_index import loading_settings, mapping

    client, name = engine.cluster.client, f"{engine.given.prefix}-bare"
    client.indices.create(index=name, mappings=mapping(), settings=loading_settings(engine.given))
    actions = ({"_index": name, "_id": row.pop("id"), "_source": row} for row in _read(ready))
    for _done in helpers.streaming_bulk(client, actions):
        pass
    client.indices.refresh(index=name)
    client.indices.delete(index=name)


def _timed(act: Any) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


# --- asking ---------------------------------------------------------------------------------------------------------
def _asking(engine: Any, size: int, asked: Sequence[str], *, large: bool) -> Iterator[Row]:
    from search.port import FACETS
    from search.questions import Question

    requests = [Question(text).request(facets=FACETS) for text in asked if text.strip()]
    totals = [engine.search(request).total for request in requests]
    if large:
        requests = [request for request, total in zip(requests, totals, strict=True) if total <= MOST_MATCHES]
        totals = [total for total in totals if total <= MOST_MATCHES]
    ours, raw = _in_turns(engine, requests)
    figures = {**_figures(ours), "raw p50 ms": _figures(raw)["p50 ms"], "raw p95 ms": _figures(raw)["p95 ms"]}
    figures["median matches"] = statistics.median(totals)
    if large:
        mark, met = f"p95 at most {LARGE_MARK_MS}", figures["p95 ms"] <= LARGE_MARK_MS
    else:
        mark = f"raw + {OVERHEAD_MARK_MS} ms" if size >= MARKED_FROM else ""
        met = all(figures[f"{p} ms"] <= figures[f"raw {p} ms"] + OVERHEAD_MARK_MS for p in ("p50", "p95"))
    yield Row(GROUP, f"{size:,} Elasticsearch, all facets", figures, mark, met if mark else None)


def _in_turns(engine: Any, requests: Sequence[Any]) -> tuple[list[float], list[float]]:
    """Who comes first changes with every question: the second finds the server's caches warm."""
    from search.engines.bounds import bounded
    from search.engines.elasticsearch_query import body, preference

    client = engine.cluster.client.options(request_timeout=30)
    ours: list[float] = []
    raw: list[float] = []
    for number, request in enumerate(requests):
        ready = bounded(request)
        asked = {**body(ready), "index": engine.names.read, "preference": preference(ready)}
        asked["from_"], asked["source"] = asked.pop("from"), asked.pop("_source")
        turns = [
            (ours, lambda request=request: engine.search(request)),
            (raw, lambda asked=asked: client.search(**asked)),
        ]
        for kept, act in turns if number % 2 else reversed(turns):
            kept.append(_timed(act) * 1000)
    return ours, raw


def _figures(measured: list[float]) -> dict[str, float]:
    ordered = sorted(measured)
    return {"p50 ms": ordered[len(ordered) // 2], "p95 ms": ordered[int(len(ordered) * 0.95)]}


def autocomplete_row(name: str, engine: Any, typed: Sequence[Any]) -> Row:
    """`typed`: a request for each keystroke."""
    found = _figures([_timed(lambda request=request: engine.search(request)) * 1000 for request in typed])
    return Row(GROUP, name, found, f"p95 at most {AUTOCOMPLETE_MARK_MS}", found["p95 ms"] <= AUTOCOMPLETE_MARK_MS)
