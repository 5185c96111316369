from __future__ import annotations

import shutil

import pytest
from django.conf import settings

from search.outbox import rebuild
from search.services import engine


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
