"""The curators' words as search uses them. Read each time, since an edit acts at once; worked out again only when they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import Analyser, normalise, spellings
from vocabulary.models import SynonymGroup, UserWord

_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")


def user_words() -> tuple[str, ...]:
    words = UserWord.objects.filter(active=True).values_list("word", flat=True)
    return tuple(normalise(word) for word in words)


def analyser() -> Analyser:
    return Analyser(user_words())


def active_groups(*, without: int | None = None) -> tuple[str, ...]:
    groups = SynonymGroup.objects.filter(active=True)
    if without is not None:
        groups = groups.exclude(pk=without)
    return tuple(groups.values_list("words", flat=True))


def synonyms() -> dict[str, tuple[str, ...]]:
    """Word → the other words of its groups, normalised. Those of several English words are written in one."""
    return synonyms_of(active_groups())


@lru_cache(maxsize=4)
def synonyms_of(groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words = ["".join(normalise(word).split()) for word in group.splitlines() if word.strip()]
        for word in words:
            found[word] = (*found.get(word, ()), *(other for other in words if other != word))
    return found


@lru_cache(maxsize=4)
def readings_of(words: tuple[str, ...], groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Pinyin, initials or short form of a word of the vocabulary → the words it stands for."""
    analyser = Analyser(words)
    found: dict[str, tuple[str, ...]] = {}
    for word in filter(_HAN_WORD.fullmatch, dict.fromkeys((*words, *synonyms_of(groups)))):
        for written in filter(None, (*spellings(word), analyser.short_form(word))):
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
