"""The curators' words as search uses them. Read each time, since an edit acts at once; worked out again only when they differ."""

from __future__ import annotations

from functools import lru_cache

from search.analysis import Analyser, normalise
from vocabulary.models import SynonymGroup, UserWord


def user_words() -> tuple[str, ...]:
    return tuple(UserWord.objects.filter(active=True).values_list("word", flat=True))


def analyser() -> Analyser:
    return Analyser(user_words())


def synonyms() -> dict[str, tuple[str, ...]]:
    """Word → the other words of its groups, normalised."""
    groups = SynonymGroup.objects.filter(active=True).values_list("words", flat=True)
    return _synonyms(tuple(groups))


@lru_cache(maxsize=4)
def _synonyms(groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words = [normalise(word.strip()) for word in group.splitlines() if word.strip()]
        for word in words:
            found[word] = (*found.get(word, ()), *(other for other in words if other != word))
    return found
