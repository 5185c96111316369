"""What one would have without this project's search: Wagtail's own, on its Elasticsearch and its database backend, with
the text of a case made searchable. One plain question each; the time beside how well it finds."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.report import Row

GROUP = "search"
DATA = Path(os.environ.get("BENCH_PASSAGES", "../shared/data/cmrc2018_dev/passages.jsonl"))
#: The database backend scans; more documents than this only show that again.
LIMIT = 10_000
#: Judged questions asked of each, of the 3,219 there are.
JUDGED = 200
FIELD = "approach"


def passages() -> Iterator[str]:
    for line in DATA.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["body"]


def rows(size: int, asked: Sequence[str], server: str) -> Iterator[Row]:
    """On the database as it stands: its cases begin with the passages."""
    from django.conf import settings

    from benchmarks.elasticsearch import site
    from search.outbox import rebuild

    _make_text_searchable()
    judged = _judged()
    rebuild()
    yield _row(f"{size:,} beside it: embedded", _ours, asked, judged)
    if server:
        with site(server):
            rebuild()
            yield _row(f"{size:,} beside it: Elasticsearch", _ours, asked, judged)
        backend = _indexed(server)
        yield _row(f"{size:,} Wagtail on Elasticsearch", lambda text: _theirs(backend, text), asked, judged)
        _remove(backend)
    path = settings.WAGTAILSEARCH_BACKENDS["default"]["BACKEND"]
    yield _row(f"{size:,} Wagtail on the database", lambda text: _theirs(_backend(path), text), asked, judged)


def _row(name: str, ask: Callable[[str], list[int]], asked: Sequence[str], judged: dict[str, int]) -> Row:
    from benchmarks.search import times

    started = time.perf_counter()
    ranks = [_reciprocal_rank(ask(question), pk) for question, pk in judged.items()]
    figures = {**times(ask, asked), "MRR@10": sum(ranks) / len(ranks), "seconds": time.perf_counter() - started}
    return Row(GROUP, name, figures)


def _reciprocal_rank(found: list[int], wanted: int) -> float:
    return 1 / (found.index(wanted) + 1) if wanted in found else 0.0


def _judged() -> dict[str, int]:
    """Question → the page whose text answers it."""
    from practices.models import PracticePage

    ids = [json.loads(line)["id"] for line in DATA.read_text(encoding="utf-8").splitlines()]
    pages = dict(
        zip(
            ids,
            PracticePage.objects.filter(slug__startswith="bench-").order_by("pk").values_list("pk", flat=True)[1:],
            strict=False,
        )
    )
    lines = (DATA.parent / "judgements.tsv").read_text(encoding="utf-8").splitlines()
    every = [line.split("\t")[:2] for line in lines if line.strip()]
    known = [(question, pages[identifier]) for question, identifier in every if identifier in pages]
    return dict(known[:: max(1, len(known) // JUDGED)])


def _ours(text: str) -> list[int]:
    from django.contrib.auth.models import AnonymousUser

    from search.questions import Question
    from search.services import search

    return [hit.row.pk for hit in search(Question(text), user=AnonymousUser()).hits[:10]]


def _theirs(backend: Any, text: str) -> list[int]:
    from practices.models import PracticePage

    return [page.pk for page in backend.search(text, PracticePage.objects.live())[:10]]


def _make_text_searchable() -> None:
    from wagtail.search import index

    from practices.models import PracticePage

    if not any(field.field_name == FIELD for field in PracticePage.search_fields):
        PracticePage.search_fields = [*PracticePage.search_fields, index.SearchField(FIELD)]


def _backend(path: str, **options: Any) -> Any:
    from modelsearch.backends import get_search_backend

    return get_search_backend(path, **options)


def _indexed(server: str) -> Any:
    from practices.models import PracticePage

    backend = _backend(
        "modelsearch.backends.elasticsearch8", URLS=[server], INDEX_PREFIX=f"bench_wagtail_{os.getpid()}_"
    )
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(PracticePage))
    index = rebuilder.start()
    index.add_model(PracticePage)
    pages = PracticePage.objects.live().order_by("pk")
    for start in range(0, pages.count(), 500):
        index.add_items(PracticePage, list(pages[start : start + 500]))
    rebuilder.finish()
    backend.es.indices.refresh(index=f"{backend.index_prefix}*")
    return backend


def _remove(backend: Any) -> None:
    for name in backend.es.indices.get(index=f"{backend.index_prefix}*"):
        backend.es.indices.delete(index=name)
