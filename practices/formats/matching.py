"""Which part of a case a heading or a column of somebody's file means: by the name we give it or by what bureaus call it,
in either language, whatever numbering, brackets and spaces stand around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import override

from practices.formats.headings import FACTS, SECTIONS, TABLES, Heading
from practices.formats.values import plain

#: The name of the case is the title of a document; in a sheet it is a column.
TITLE_WORDS = ("案例名称", "标题", "案例标题", "题目", "案例题目", "Title", "Case title", "Name of the case")
LANGUAGES = ("zh-hans", "en")
#: A line longer than this is text, whatever it begins with.
LONGEST_HEADING = 24

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[章节部分条]+|\d+(?:\.\d+)+\.?(?!\d)|[(【\[]?[一二三四五六七八九十百\d]+[)】\]、.:]|"
    r"[①-⑳]|[■●◆▶★*#]+)\s*"
)
_AROUND = " 　:：*【】[]《》<>“”\"'"
_UNIT = re.compile(r"^(?P<name>.*?)\s*[(（\[]\s*(?:单位\s*[:：]?\s*)?(?P<unit>[^()（）\[\]]{1,20})[)）\]]$")
_JOINED = re.compile(r"[和与及、/]|以及")


@dataclass(frozen=True)
class Matched:
    """`is_exact` is False where only a part of what was written is known: 背景情况和存在问题."""

    heading: Heading
    is_exact: bool = True


@dataclass(frozen=True)
class FoundColumn:
    """`unit` is what stood in brackets behind the name: 实施前（件/月）."""

    name: str
    unit: str = ""


def bare(text: object) -> str:
    """What a heading says, for comparing: （一）主 要 做 法： → 主要做法."""
    stripped = _NUMBERING.sub("", plain(text)).strip(_AROUND)
    is_latin = stripped.isascii()
    return stripped.casefold() if is_latin else "".join(stripped.split()).casefold()


def _words(label: object, aliases: Iterable[str]) -> list[str]:
    labels = []
    for language in LANGUAGES:
        with override(language):
            labels.append(str(label))
    return list(dict.fromkeys(map(bare, (*labels, *aliases))))


@cache
def _headings() -> dict[str, Heading]:
    """The first heading that claims a word has it; a label is stronger than any alias."""
    known: dict[str, Heading] = {}
    for heading in (*FACTS, *SECTIONS):
        for word in _words(heading.label, ()):
            known.setdefault(word, heading)
    for heading in (*FACTS, *SECTIONS):
        for word in _words(heading.label, heading.aliases):
            known.setdefault(word, heading)
    return known


@cache
def _columns(relation: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in TABLES[relation]:
        for word in _words(column.label, ()):
            known.setdefault(word, column.name)
    for column in TABLES[relation]:
        for word in _words(column.label, column.aliases):
            known.setdefault(word, column.name)
    return known


def is_title(text: object) -> bool:
    return bare(text) in {bare(word) for word in TITLE_WORDS}


def heading_of(text: object) -> Matched | None:
    """None for a heading that is none of ours, and for a line that is no heading."""
    word = bare(text)
    if not word or (len(word) > LONGEST_HEADING and not word.isascii()):
        return None
    if found := _headings().get(word):
        return Matched(found)
    without_brackets = _UNIT.match(word)
    if without_brackets and (found := _headings().get(without_brackets["name"])):
        return Matched(found)
    pieces = [piece for piece in _JOINED.split(word) if piece]
    if len(pieces) > 1:
        for piece in pieces:
            if found := _headings().get(piece):
                return Matched(found, is_exact=False)
    return None


def column_of(relation: str, text: object) -> FoundColumn | None:
    known = _columns(relation)
    word = bare(text)
    if name := known.get(word):
        return FoundColumn(name)
    if (with_unit := _UNIT.match(plain(text).strip(_AROUND))) and (name := known.get(bare(with_unit["name"]))):
        return FoundColumn(name, with_unit["unit"].strip())
    return None


def columns_of(relation: str, cells: Iterable[object]) -> dict[int, FoundColumn]:
    """By position; of two cells that mean the same column the first counts."""
    found: dict[int, FoundColumn] = {}
    taken: set[str] = set()
    for position, cell in enumerate(cells):
        column = column_of(relation, cell)
        if column and column.name not in taken:
            taken.add(column.name)
            found[position] = column
    return found


def relation_of(cells: list[object]) -> str | None:
    """Which table a row of column names begins: the one that knows most of them, at least two, or all there are."""
    best, most = None, 0
    for relation in TABLES:
        count = len(columns_of(relation, cells))
        if count > most:
            best, most = relation, count
    filled = sum(1 for cell in cells if plain(cell or ""))
    return best if most >= 2 and 2 * most >= filled else None
