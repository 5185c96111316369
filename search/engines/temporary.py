"""An engine with an index of its own that is gone afterwards: for measuring."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from search.documents import SearchDocument
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ClusterSettings
from search.engines.embedded import EmbeddedEngine
from search.port import Engine

NAMES = ("embedded", "elasticsearch")
#: Nobody waits: what is measured must not be cut short.
TIMEOUT = 30.0


@contextmanager
def temporary(
    name: str, documents: Iterable[SearchDocument] | None = None, *, words: tuple[str, ...] | None = None
) -> Iterator[Engine]:
    """`elasticsearch` is the cluster of ELASTICSEARCH_URL, under names of this run alone. Without `documents` there is
    no index yet. `words` other than the curators' are for trying them, on the embedded one."""
    with _made(name, words) as engine:
        if documents is not None:
            engine.rebuild(documents, version=1)
        yield engine


@contextmanager
def _made(name: str, words: tuple[str, ...] | None) -> Iterator[Engine]:
    if name == "embedded":
        with tempfile.TemporaryDirectory(prefix="search-") as folder:
            yield EmbeddedEngine(Path(folder) / "index", words)
        return
    given = ClusterSettings.of({**settings.ELASTICSEARCH, "timeout": TIMEOUT})
    engine = ElasticsearchEngine(replace(given, prefix=f"{given.prefix}-measured-{secrets.token_hex(4)}"))
    try:
        yield engine
    finally:
        engine.remove()
