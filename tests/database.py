"""A migrated and set-up test database, made once and copied: Wagtail's migrations alone take twenty seconds."""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "build" / "test-database"


def fingerprint() -> str:
    """Changes with whatever the set-up database is made from."""
    digest = hashlib.sha256()
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/data/*.json"), *ROOT.glob("*/services*.py")]
    sources += [ROOT / "requirements.lock", ROOT / "cities/rights.py", ROOT / "practices/signals.py"]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def template_path() -> Path:
    return TEMPLATES / f"{fingerprint()}.sqlite3"


@contextmanager
def exclusive() -> Iterator[None]:
    """One test process makes the template, the others wait for it."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def make() -> list[Any]:
    """A database with the site as set up; what Django's teardown_databases wants."""
    if not is_sqlite():
        config = setup_databases(verbosity=0, interactive=False)
        set_up_site()
        return config
    with exclusive():
        known = template_path().exists()
        settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = not known
        config = setup_databases(verbosity=0, interactive=False)
        if known:
            restore_template()
        else:
            set_up_site()
            save_template()
    return config


def save_template() -> None:
    for old in TEMPLATES.glob("*.sqlite3"):
        old.unlink()
    connection.ensure_connection()
    target = sqlite3.connect(template_path())
    connection.connection.backup(target)
    target.close()


def restore_template() -> None:

    connection.ensure_connection()
    source = sqlite3.connect(template_path())
    source.backup(connection.connection)
    source.close()
    forget_ids()


def forget_ids() -> None:
    """Content types have other ids in the copy than in the database that was there before."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Site

    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


def set_up_site() -> None:
    from alliance.services import setup_site

    _ensure_tree_roots()
    setup_site()


def _ensure_tree_roots() -> None:
    """A transactional test flushes what Wagtail's migrations wrote; put back what every site stands on."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Collection, Locale, Page

    if not Locale.objects.exists():
        Locale.objects.create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


def restore_after_flush() -> None:
    if is_sqlite():
        restore_template()
    else:
        call_command("flush", interactive=False, verbosity=0)
        set_up_site()


def let_versions_go() -> None:
    """PostgreSQL truncates, which no trigger of a row sees; SQLite comes back with its triggers from the template."""
    if is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS practices_version_stays")
