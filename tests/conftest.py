from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.utils import teardown_databases
from django.utils import translation

from config import catalogues
from tests import database

# Before Django reads them: a message shown untranslated would fail a test far from the cause.
catalogues.compile_stale()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """The site as `manage.py setup_site` leaves it: 16 cities, the founding eight joined, home and articles."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        config = database.make()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        teardown_databases(config, verbosity=0)


@pytest.fixture(autouse=True)
def _site_after_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests start on a flushed database; give them the site back. Published versions refuse to go; the
    flush that ends the test needs them to."""
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    is_flushed = transactional or "live_server" in request.fixturenames
    if is_flushed:
        request.getfixturevalue("transactional_db")
        database.restore_after_flush()
    yield
    if is_flushed:
        database.let_versions_go()


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """A request in English leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)
