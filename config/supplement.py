"""What the installed apps do not say in Chinese, or say in jargon: the supplement in locale/zh_Hans.

Django reads LOCALE_PATHS after every app's own catalogue, Wagtail's catalogue for scripts included, so a text of the
supplement wins. English is left to the apps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.apps import apps

from config import catalogues
from config.catalogues import LOCALE, ROOT, Key, key_of, translations

#: Texts of pages, texts of scripts.
DOMAINS = ("django", "djangojs")


def path_of(domain: str) -> Path:
    return LOCALE / "zh_Hans" / "LC_MESSAGES" / f"{domain}.po"


def foreign_folders() -> Iterator[tuple[str, Path]]:
    """Name and locale folder of Django and of each installed app that is not the project's own."""
    yield "django", Path(django.__file__).parent / "conf" / "locale"
    for app in apps.get_app_configs():
        if Path(app.path).parent != ROOT:
            yield app.name, Path(app.path) / "locale"


def texts(domain: str) -> dict[Key, set[str]]:
    """Every text the apps say, and the apps that say it."""
    found: dict[Key, set[str]] = defaultdict(set)
    for name, folder in foreign_folders():
        source = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        if source.exists():
            for entry in polib.pofile(str(source)):
                if not entry.obsolete:
                    found[key_of(entry)].add(name)
    return found


def said(domain: str) -> dict[Key, polib.MOEntry]:
    """What the apps themselves say in Chinese: the compiled files, since these are what Django reads."""
    found: dict[Key, polib.MOEntry] = {}
    for _name, folder in foreign_folders():
        compiled = folder / "zh_Hans" / "LC_MESSAGES" / f"{domain}.mo"
        if compiled.exists():
            found |= {key_of(entry): entry for entry in polib.mofile(str(compiled)) if all(translations(entry))}
    return found


def merge(found: dict[Key, set[str]], covered: set[Key], known: polib.POFile) -> polib.POFile:
    """A new supplement: what was translated here, and an empty line for each text nobody translates."""
    translated = {key_of(entry) for entry in known if not entry.obsolete and all(translations(entry))}
    wanted = {key: names for key, names in found.items() if key not in covered or key in translated}
    return catalogues.merge(wanted, known, plural_forms=1)
