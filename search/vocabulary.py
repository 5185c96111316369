"""The curators' words as search uses them. An edit voids what is remembered, and acts at once; what is made of them is
worked out again only when they differ."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from config.remembered import remembered
from search.analysis import Analyser, normalise, spellings
from vocabulary.models import SynonymGroup, UserWord
from vocabulary.selectors import synonym_groups
from vocabulary.services import DATA

_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")


@remembered
def user_words() -> tuple[str, ...]:
    words = UserWord.objects.filter(active=True).values_list("word", flat=True)
    return tuple(normalise(word) for word in words)


def analyser() -> Analyser:
    return Analyser(user_words())


def active_groups(*, without: int | None = None) -> tuple[str, ...]:
    if without is None:
        return tuple("\n".join(words) for words in synonym_groups())
    return tuple(SynonymGroup.objects.filter(active=True).exclude(pk=without).values_list("words", flat=True))


def synonyms() -> dict[str, tuple[str, ...]]:
    """Word → the other words of its groups, normalised."""
    return synonyms_of(active_groups())


@lru_cache(maxsize=4)
def synonyms_of(groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words = [normalise(word.strip()) for word in group.splitlines() if word.strip()]
        for word in words:
            found[word] = (*found.get(word, ()), *(other for other in words if other != word))
    return found


@cache
def english_names() -> dict[str, tuple[str, ...]]:
    """Word → its English names, each written in one. No part of the curators' groups: clerks work in Chinese."""
    english = json.loads((DATA / "vocabulary.json").read_text(encoding="utf-8"))["english"]
    return {
        normalise(word): tuple("".join(normalise(name).split()) for name in names) for word, names in english.items()
    }


@lru_cache(maxsize=4)
def readings_of(words: tuple[str, ...], groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Pinyin, initials, short form or English name of a word of the vocabulary → the words it stands for. What is of
    several parts is written in one."""
    analyser = Analyser(words)
    found: dict[str, tuple[str, ...]] = {}
    for word in filter(_HAN_WORD.fullmatch, dict.fromkeys((*words, *synonyms_of(groups)))):
        for written in filter(None, (*spellings(word), analyser.short_form(word), *english_names().get(word, ()))):
            found[written] = (*found.get(written, ()), word)
    return found


@dataclass(frozen=True)
class Curated:
    """User words and synonym groups that questions are read with: those in force, or others that are tried."""

    words: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def analyser(self) -> Analyser:
        return Analyser(self.words)

    @property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        return synonyms_of(self.groups)

    @property
    def readings(self) -> dict[str, tuple[str, ...]]:
        return readings_of(self.words, self.groups)


def in_force() -> Curated:
    return Curated(user_words(), active_groups())
