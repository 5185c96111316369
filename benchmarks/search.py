"""Search at growing sizes: documents of about 1,500 characters made of real sentences, reshuffled, in a folder and a
database of their own. The engine is asked with all facets; the page is the whole answer of /search/. Both engines in one
run, and beside Elasticsearch the same questions put to the server bare (benchmarks.elasticsearch)."""

from __future__ import annotations

import io
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from benchmarks import elasticsearch, wagtail_search
from benchmarks.report import Row

PASSAGES = Path(os.environ.get("BENCH_PASSAGES", "../shared/data/cmrc2018_dev/passages.jsonl"))
LENGTH = 1_500
QUESTIONS = 200
#: Asked of the whole page, which takes longer.
PAGES = 60
#: With BENCH_LARGE=1: short documents, many of them.
LARGE, LARGE_LENGTH = 1_000_000, 300
ENGINE_MARK_MS, PAGE_MARK_MS, PUBLISH_MARK_S = 25, 120, 2
FACETED_PAGE_MARK_MS = 150
#: Words typed letter by letter.
TYPED_WORDS = 60
INDEXING_MARK, REBUILD_MARK = 1_500_000, 500_000
GROUP = "search"


def sentences() -> list[str]:
    bodies = [json.loads(line)["body"] for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    return [part for body in bodies for part in re.findall(r"[^。！？]+[。！？]", body) if len(part) > 8]


def bodies(number: int, known: Sequence[str], characters: int = LENGTH) -> Iterator[str]:
    chosen = random.Random(1)
    for _document in range(number):
        parts, length = [], 0
        while length < characters:
            parts.append(chosen.choice(known))
            length += len(parts[-1])
        yield "".join(parts)


def questions(known: Sequence[str], number: int) -> list[str]:
    """Two to six characters, one to three of them: what people type."""
    chosen = random.Random(2)
    runs = [run for text in chosen.sample(list(known), number * 4) for run in re.findall(r"[\u4e00-\u9fff]{6,}", text)]
    return [" ".join(run[:size] for run, size in _pieces(runs, chosen)) for _question in range(number)]


def keystrokes(known: Sequence[str], number: int) -> list[str]:
    """Words of four characters as they grow under the hand, written, in pinyin and by their initials."""
    from pypinyin import lazy_pinyin

    chosen = random.Random(3)
    runs = [run[:4] for text in known for run in re.findall(r"[\u4e00-\u9fff]{4,}", text)[:1]]
    words = []
    for word in chosen.sample(runs, number):
        sounds = lazy_pinyin(word)
        words.append(chosen.choice([word, "".join(sounds), "".join(sound[0] for sound in sounds)]))
    return [word[:end] for word in words for end in range(1, len(word) + 1)]


def _pieces(runs: list[str], chosen: random.Random) -> list[tuple[str, int]]:
    return [(chosen.choice(runs), chosen.randint(2, 6)) for _piece in range(chosen.choice([1, 1, 2, 2, 3]))]


def times(act: Callable[[Any], Any], asked: Sequence[Any]) -> dict[str, float]:
    measured = []
    for text in asked:
        started = time.perf_counter()
        act(text)
        measured.append((time.perf_counter() - started) * 1000)
    measured.sort()
    return {"p50 ms": measured[len(measured) // 2], "p95 ms": measured[int(len(measured) * 0.95)]}


def rows(sizes: Sequence[int] = (1_000, 10_000, 100_000)) -> list[Row]:
    """Sets Django up in a folder of its own: `make bench` measures without a site."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        os.environ["SEARCH_ENGINE"] = "embedded"
        import django

        django.setup()
        from django.core.management import call_command

        # The vocabulary is read by every analysis.
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", stdout=io.StringIO())
        call_command("collectstatic", interactive=False, verbosity=0)
        known = sentences()
        with elasticsearch.server() as server:
            found = [row for size in sizes for row in _at(size, known, server)]
            if server and os.environ.get("BENCH_LARGE"):
                texts = bodies(LARGE, known, LARGE_LENGTH)
                found += elasticsearch.rows(
                    server, LARGE, documents(texts), _short_questions(known), typed(known), large=True
                )
            return found


def _at(size: int, known: list[str], server: str) -> Iterator[Row]:
    asked = questions(known, QUESTIONS)
    yield from _engine_rows(size, known, asked)
    if server:
        yield from elasticsearch.rows(server, size, documents(bodies(size, known)), asked, typed(known))
    else:
        yield Row(GROUP, f"{size:,} Elasticsearch", {"left out": "no ELASTICSEARCH_URL, no JDK 17 and Maven"})
    with _database():
        pages_made = _fill(size, known)
        yield from _database_rows(size, pages_made, asked, "embedded")
        if server:
            with elasticsearch.site(server):
                yield from _database_rows(size, pages_made, asked, "Elasticsearch")
        if size <= wagtail_search.LIMIT:
            yield from wagtail_search.rows(size, asked[:PAGES], server)


def _short_questions(known: list[str]) -> list[str]:
    """Two to ten characters."""
    return [text[:10].strip() for text in questions(known, QUESTIONS)]


def documents(texts: Iterator[str]) -> Iterator[Any]:
    from search.documents import SearchDocument

    for number, text in enumerate(texts, 1):
        yield SearchDocument(f"practice-{number}", text[:20], text, ("public",), values=_values(number), day=number)


def _engine_rows(size: int, known: list[str], asked: list[str]) -> Iterator[Row]:
    from search.engines.temporary import temporary
    from search.port import FACETS
    from search.questions import Question
    from search.services import ask

    characters = sum(map(len, bodies(size, known)))
    with temporary("embedded") as engine:
        started = time.perf_counter()
        engine.rebuild(documents(bodies(size, known)), 1)
        rate = characters / (time.perf_counter() - started)
        yield Row(GROUP, f"{size:,} index from text", {"characters/s": rate}, *_at_least(rate, INDEXING_MARK, size))

        def answer(text: str) -> None:
            ask(engine, Question(text).request(facets=FACETS))

        measured = times(answer, asked)
        yield Row(
            GROUP, f"{size:,} embedded, all facets", measured, *_at_most(measured["p95 ms"], ENGINE_MARK_MS, size)
        )
        yield elasticsearch.autocomplete_row(f"{size:,} embedded, autocomplete", engine, typed(known))


def typed(known: list[str]) -> list[Any]:
    """What each keystroke of TYPED_WORDS words asks the engine."""
    from cities.viewers import VISITOR
    from search.suggestions import request_for
    from search.typed import pieces_of

    requests = (request_for(pieces_of(text), VISITOR, ("practice",)) for text in keystrokes(known, TYPED_WORDS))
    return [request for request in requests if request]


def _at_least(value: float, mark: float, size: int) -> tuple[str, bool | None]:
    return (f"at least {mark:,.0f}", value >= mark) if size >= 100_000 else ("", None)


def _at_most(value: float, mark: float, size: int) -> tuple[str, bool | None]:
    return (f"at most {mark:,.0f}", value <= mark) if size >= 100_000 else ("", None)


def _values(number: int) -> dict[str, tuple[str, ...]]:
    return {
        "type": ("practice",),
        "city": (f"city{number % 16}",),
        "theme": (f"theme{number % 18}", f"theme{number % 7}"),
        "lifecycle": (f"stage{number % 5}",),
        "loop": (f"phase{number % 6}",),
        "kind": (("success", "pilot", "lesson")[number % 3],),
        "year": (str(2010 + number % 16),),
        "recognition": (f"award{number % 9}",) if number % 10 == 0 else (),
    }


@contextmanager
def _database() -> Iterator[None]:
    """A SQLite file and an index folder of this run alone."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import override_settings

    from search.services import engine

    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        connection.close()
        given = dict(connection.settings_dict)
        connection.settings_dict.update(ENGINE="django.db.backends.sqlite3", NAME=str(Path(folder) / "bench.sqlite3"))
        hosts = [*settings.ALLOWED_HOSTS, "testserver"]
        with override_settings(SEARCH_INDEX_DIR=Path(folder) / "index", ALLOWED_HOSTS=hosts):
            engine.cache_clear()
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict.update(given)
                engine.cache_clear()


def _fill(size: int, known: list[str]) -> int:
    """A site of `size` cases; the tree is written in bulk, since only reading it is measured."""
    from django.core.management import call_command

    from alliance.services import setup_site
    from practices.models import PracticeIndexPage, PracticePage

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    setup_site()
    index = PracticeIndexPage.objects.first()
    example = PracticePage(
        title="基准", slug="bench-0", summary="基准", visibility="public", confirmed_not_secret=True, live=True
    )
    index.add_child(instance=example)
    _copy(example, chain(wagtail_search.passages(), bodies(size, known)), size - 1)
    index.numchild = size
    index.save(update_fields=["numchild"])
    return PracticePage.objects.live().count()


def _copy(example: Any, texts: Iterator[str], copies: int) -> None:
    import uuid

    from django.db import connection, transaction
    from wagtail.models import Page

    page_columns = [field.column for field in Page._meta.local_concrete_fields if not field.primary_key]
    case_columns = [field.column for field in type(example)._meta.local_concrete_fields]
    with transaction.atomic(), connection.cursor() as cursor:
        page = _row(cursor, "wagtailcore_page", page_columns, "id", example.pk)
        case = _row(cursor, "practices_practicepage", case_columns, "page_ptr_id", example.pk)
        path = example.path
        for number, text in enumerate(islice(texts, copies), 1):
            path = type(example)(path=path)._inc_path()
            changed = {"path": path, "slug": f"bench-{number}", "title": text[:20], "draft_title": text[:20]}
            changed |= {"translation_key": uuid.uuid4().hex, "url_path": f"{page['url_path']}{number}/"}
            pk = _insert(cursor, "wagtailcore_page", page | changed)
            own = {"page_ptr_id": pk, "uuid": uuid.uuid4().hex, "short_id": f"b{number}", "approach": f"<p>{text}</p>"}
            _insert(cursor, "practices_practicepage", case | own)


def _row(cursor: Any, table: str, columns: list[str], key: str, value: int) -> dict[str, Any]:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f"SELECT {names} FROM {table} WHERE {key} = %s", [value])
    return dict(zip(columns, cursor.fetchone(), strict=True))


def _insert(cursor: Any, table: str, values: dict[str, Any]) -> int:
    names = ", ".join(f'"{column}"' for column in values)
    places = ", ".join(["%s"] * len(values))
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(values.values()))
    return int(cursor.lastrowid)


def _database_rows(size: int, number: int, asked: list[str], name: str) -> Iterator[Row]:
    from django.test import Client

    from search.models import OutboxEntry
    from search.outbox import rebuild

    started = time.perf_counter()
    rebuild()
    rate = number * LENGTH / (time.perf_counter() - started)
    mark = _at_least(rate, REBUILD_MARK, size)
    yield Row(GROUP, f"{size:,} {name}, rebuild from database", {"characters/s": rate}, *mark)
    OutboxEntry.objects.all().delete()
    client = Client()
    client.get("/search/")
    measured = times(lambda text: client.get("/search/", {"q": text, "city": "jinan"}), asked[:PAGES])
    page_mark = PAGE_MARK_MS if name == "embedded" else FACETED_PAGE_MARK_MS
    yield Row(GROUP, f"{size:,} {name}, whole page", measured, *_at_most(measured["p95 ms"], page_mark, size))
    waited = _publish_times()
    mark = _at_most(waited["p95 s"], PUBLISH_MARK_S, size)
    yield Row(GROUP, f"{size:,} {name}, publish to searchable", waited, *mark)


def _publish_times(number: int = 20) -> dict[str, float]:
    """With the worker's own loop beside, as in production."""
    import threading

    from django.contrib.auth.models import AnonymousUser

    from practices.models import PracticePage
    from search.management.commands.worker import keep_draining
    from search.questions import Question
    from search.services import search

    stop = threading.Event()
    worker = threading.Thread(target=keep_draining, args=(stop,))
    worker.start()
    waited = []
    try:
        for turn, page in enumerate(PracticePage.objects.live()[:number]):
            word = f"zq{turn}x{time.time_ns()}"
            page.title = f"发布计时第{turn}号{word}"
            revision = page.save_revision()
            started = time.perf_counter()
            revision.publish()
            while not search(Question(word), user=AnonymousUser()).total and time.perf_counter() - started < 30:
                time.sleep(0.02)
            waited.append(time.perf_counter() - started)
    finally:
        stop.set()
        worker.join(timeout=30)
    waited.sort()
    return {"p50 s": waited[len(waited) // 2], "p95 s": waited[int(len(waited) * 0.95)]}
