"""Message catalogues without the system's gettext, so that two commands set up a machine that has only Python.

`python -m config.catalogues` compiles what is stale (make install, Docker, the tests); `manage.py make_messages`
collects the texts anew. Compiled files are not kept in the repository: a binary file conflicts at every merge and
can silently fall behind its source.
"""

from __future__ import annotations

import io
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
#: The catalogue made by extraction. zh_Hans only fills gaps in what Wagtail itself translates.
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
CHINESE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
NOT_OURS = {".venv", "build", "var", "tests", "benchmarks", "node_modules", "locale", "migrations", ".git"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: context, singular, plural
Key = tuple[str | None, str, str]
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdif]|%[sd]|\{[a-z_0-9.:,]*\}", re.IGNORECASE)


def sources() -> Iterator[Path]:
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(name for name in below if name not in NOT_OURS)
        yield from (Path(folder) / name for name in sorted(names) if name.endswith((".py", ".html", ".txt")))


def _as_python(path: Path) -> str | None:
    """Code as it is; of a template the calls its tags stand for."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    if "templates" not in path.parts:
        return None
    from django.utils.translation.template import templatize

    # Indentation means nothing in a template and everything to Python's tokenizer.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def extract() -> dict[Key, set[str]]:
    """Every text of the project and the files it stands in."""
    from babel.messages.extract import extract as read

    found: dict[Key, set[str]] = defaultdict(set)
    for path in sources():
        code = _as_python(path)
        if code is None:
            continue
        for _line, message, _comments, context in read("python", io.BytesIO(code.encode()), KEYWORDS):
            singular, plural = (message, "") if isinstance(message, str) else (message[0], message[-1])
            if singular:
                found[context, singular, plural].add(path.relative_to(ROOT).as_posix())
    return found


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def merge(found: dict[Key, set[str]], known: polib.POFile, *, plural_forms: int = 2) -> polib.POFile:
    """A new catalogue: the texts found, with the translations that were there. What is no longer used is dropped.
    English has two forms of the plural, Chinese one."""
    old = {key_of(entry): entry for entry in known if not entry.obsolete}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = known.metadata
    for key in sorted(found, key=lambda key: (min(found[key]), key[1], key[0] or "")):
        entry = old.get(key) or polib.POEntry(msgctxt=key[0], msgid=key[1], msgid_plural=key[2])
        if key[2] and not entry.msgstr_plural:
            entry.msgstr_plural = dict.fromkeys(range(plural_forms), "")
        # Files without line numbers: a moved line is no change of the catalogue.
        entry.occurrences = [(name, "") for name in sorted(found[key])]
        entry.flags = [flag for flag in entry.flags if flag == "fuzzy"]
        merged.append(entry)
    return merged


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def compile_stale() -> list[Path]:
    """Writes the .mo files that are missing or older than what they are made of. Renaming is atomic: test processes
    share."""
    done = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target, made_of = source.with_suffix(".mo"), [source]
        if source == CHINESE:
            made_of.append(ENGLISH)
        if target.exists() and target.stat().st_mtime >= max(path.stat().st_mtime for path in made_of):
            continue
        catalogue = polib.pofile(str(source))
        if source == CHINESE:
            catalogue.extend(as_they_stand())
        draft = target.with_suffix(f".{os.getpid()}")
        catalogue.save_as_mofile(str(draft))
        draft.replace(target)
        done.append(target)
    return done


def as_they_stand() -> list[polib.POEntry]:
    """The project's own texts as translations of themselves: their ids are Chinese, and one that no catalogue knows is
    looked for in all of them, nine steps for each text of a page."""
    known = {entry.msgid for entry in polib.pofile(str(CHINESE))}
    return [
        polib.POEntry(
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
            msgid_plural=entry.msgid_plural,
            msgstr="" if entry.msgid_plural else entry.msgid,
            msgstr_plural={0: entry.msgid_plural} if entry.msgid_plural else {},
        )
        for entry in polib.pofile(str(ENGLISH))
        if entry.msgid not in known and not entry.obsolete
    ]


if __name__ == "__main__":
    compile_stale()
