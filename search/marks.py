"""The plain text of a document as engines keep it: prose, then names, then each file, told apart by characters that no
analysis takes for a word. Engines know nothing of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Before what only names things (city, unit, themes): found like prose, and no sentences to show.
NAMES_START = "\u241e"
#: Before each file; its number follows in DIGITS, then its title, a line end and its words.
FILE_START = "\u241c"
DIGITS = "".join(map(chr, range(0x2410, 0x241A)))
_MARKS = re.compile("[\u2410-\u241f]")
_TO_DIGITS = str.maketrans("0123456789", DIGITS)
_FROM_DIGITS = str.maketrans(DIGITS, "0123456789")


@dataclass(frozen=True)
class FileText:
    pk: int
    title: str
    words: str


@dataclass(frozen=True)
class Parts:
    prose: str
    names: tuple[str, ...] = ()
    files: tuple[FileText, ...] = ()


def joined(prose: Iterable[str], names: Iterable[str] = (), files: Iterable[FileText] = ()) -> str:
    named = "\n".join(filter(None, map(_unmarked, names)))
    return "".join(
        [
            "\n".join(filter(None, map(_unmarked, prose))),
            f"\n{NAMES_START}{named}" if named else "",
            *(f"\n{FILE_START}{_digits(file.pk)}{_unmarked(file.title)}\n{_unmarked(file.words)}" for file in files),
        ]
    )


def parted(text: str) -> Parts:
    own, *files = text.split(f"\n{FILE_START}")
    prose, _mark, names = own.partition(f"\n{NAMES_START}")
    return Parts(prose, tuple(filter(None, names.split("\n"))), tuple(_file(file) for file in files))


def _unmarked(text: str) -> str:
    """What people write cannot pass for a mark of ours."""
    return _MARKS.sub(" ", text)


def _digits(pk: int) -> str:
    return str(pk).translate(_TO_DIGITS)


def _file(text: str) -> FileText:
    head, _end, words = text.partition("\n")
    title = head.lstrip(DIGITS)
    return FileText(int(head[: len(head) - len(title)].translate(_FROM_DIGITS) or 0), title, words)
