"""The curators' words as search uses them. Read each time, since an edit acts at once; worked out again only when they differ."""

from __future__ import annotations

from functools import lru_cache

from search.analysis import Analyser, normalise
from vocabulary.models import SynonymGroup, UserWord


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
