from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings

from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ClusterSettings
from search.outbox import rebuild
from search.services import engine
from tests.elasticsearch import NotStarted, shared_node


@pytest.fixture(scope="session", autouse=True)
def _remove_index():
    yield
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)


@pytest.fixture
def index(db):
    """An index of the site as it stands; call it again to bring it up to date. Gone after the test: the next one's pages
    have the same ids."""
    engine.cache_clear()
    rebuild()
    yield rebuild
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """A real server: that of ELASTICSEARCH_URL, or a node started for the tests."""
    try:
        with shared_node() as url:
            yield url
    except NotStarted as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def cluster_settings(elasticsearch_url: str, worker_id: str) -> Iterator[ClusterSettings]:
    """Names of this test process alone; a slow machine has longer to answer."""
    given = ClusterSettings((elasticsearch_url,), prefix=f"test-{os.getpid()}-{worker_id}", timeout=10, replicas=0)
    yield given
    client = ElasticsearchEngine(given).cluster.client
    for name in client.indices.get(index=f"{given.prefix}*", expand_wildcards="all"):
        client.indices.delete(index=name)


@pytest.fixture
def elasticsearch_index(db, settings, cluster_settings):
    """The site on Elasticsearch; call it again to bring it up to date."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH = {**vars(cluster_settings)}
    engine.cache_clear()
    rebuild()
    yield rebuild
    engine.cache_clear()
