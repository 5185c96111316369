"""What the curators' words do: who searches for them, what they find. Every number within what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from cities.viewers import viewer_of
from search import vocabulary
from search.analysis import normalise
from search.models import QueryLog
from search.queries import ParsedQuery, parse
from search.questions import Question
from search.services import engine
from search.vocabulary import Curated
from vocabulary.models import SynonymGroup, UserWord

#: What officials asked for lately; older questions say little about the words of today.
DAYS = 90
CASES = {"type": ("practice",)}


def questions_with(groups: Iterable[SynonymGroup]) -> dict[int, int]:
    """Group → searches of the last DAYS days that hold one of its words."""
    words = {group.pk: [normalise(word) for word in group.as_list()] for group in groups}
    since = timezone.localdate() - timedelta(days=DAYS)
    asked = QueryLog.objects.filter(day__gte=since).values_list("text").annotate(number=Count("pk")).order_by()
    found = dict.fromkeys(words, 0)
    for text, number in asked.iterator():
        for pk, of_group in words.items():
            if any(word in text for word in of_group):
                found[pk] += number
    return found


def cases_with(word: str, user: Any) -> int:
    """Live cases whose text holds `word`. Raises SearchFailure."""
    return _total(ParsedQuery(phrases=(normalise(word),)), user)


@dataclass(frozen=True)
class Tried:
    """What `word` finds now, and with the group that is tried."""

    word: str
    now: int
    then: int


def try_group(*, words: list[str], group: int | None, user: Any) -> list[Tried]:
    """As if `words` were saved in the place of the group with this id, or as a new one. Raises SearchFailure."""
    now, then = vocabulary.in_force(), with_group(words=words, group=group)
    return [Tried(word, _total(parse(word, now), user), _total(parse(word, then), user)) for word in words]


def with_group(*, words: list[str], group: int | None) -> Curated:
    """Without words: as if the group were not used any more."""
    groups = (*vocabulary.active_groups(without=group), *(["\n".join(words)] if words else []))
    return replace(vocabulary.in_force(), groups=groups)


def with_word(*, word: str, active: bool, entry: int | None) -> Curated:
    """As if `word` were saved in the place of the entry with this id, or as a new one."""
    others = UserWord.objects.filter(active=True)
    if entry is not None:
        others = others.exclude(pk=entry)
    words = (*others.values_list("word", flat=True), *([word] if active else []))
    return replace(vocabulary.in_force(), words=tuple(map(normalise, words)))


def _total(parsed: ParsedQuery, user: Any) -> int:
    return engine().search(Question(filters=CASES).request(viewer_of(user), parsed=parsed)).total
