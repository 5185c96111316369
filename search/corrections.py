"""您要找的是不是: same-sound, look-alike and near words, out of the vocabulary and of titles that everybody may read.

What is proposed comes from words nobody need hide; whether it is shown depends on what this reader finds with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from pypinyin import lazy_pinyin

from cities.selectors import all_cities
from cities.viewers import VISITOR, Viewer, viewer_of
from config.remembered import remembered
from practices.models import PracticePage
from search import vocabulary
from search.analysis import FIRST_HAN, QUERY_LENGTH, Analyser, normalise, runs_of
from search.documents import audiences_of
from search.port import Engine, SearchFailure, SearchRequest
from search.questions import Question
from search.services import ENOUGH, Found, engine, total_of
from search.suggestions import known_words
from vocabulary.selectors import themes_offered

#: Titles whose words are known, the newest: reading them must not slow a search.
MOST_TITLES = 2_000
LONGEST_WORD, SHORTEST_NEAR_WORD = 8, 3
#: Each is two questions to the engine.
MOST_TRIES = 3
#: Characters taken for one another on screens, in writing and by input methods that go by shape.
LOOK_ALIKES = (
    *("土士", "己已巳", "未末", "拆折析", "治冶", "日曰", "人入", "天夫", "干千于", "刀力", "午牛", "贝见", "厂广"),
    *("环坏", "摊滩", "占古", "辨辩辫", "账帐", "即既", "侯候", "竞竟", "戊戌戍", "大太犬", "乌鸟", "兔免", "令今"),
    *("住往", "桶捅", "清请情", "晴睛", "渣碴", "圾级", "坡波", "植值", "拔拨", "杨扬", "沟构", "抢枪", "栏拦", "牌脾"),
    *("违韦", "筑築", "徒徙", "城诚", "巿市", "管菅", "遣遗", "弃奔", "幢撞", "陪培", "暴爆", "燥噪躁", "蓝篮", "仓苍"),
)
_SHAPES = str.maketrans({other: group[0] for group in LOOK_ALIKES for other in group[1:]})


class Answered(Protocol):
    """What was found as it was typed."""

    @property
    def total(self) -> int: ...

    @property
    def is_relaxed(self) -> bool: ...


@dataclass(frozen=True)
class Correction:
    """`text` is the whole question with `typed` read as `word`. A sure one sounds or looks the same. `is_unknown`: what
    was typed stands nowhere."""

    text: str
    typed: str
    word: str
    is_sure: bool
    is_unknown: bool = False

    def replaces(self, found: Answered) -> bool:
        """Whether it is answered in the place of what was typed. What is merely near is, where nothing is found and the
        word typed is in no text; what sounds or looks the same, also where only parts of the question are found."""
        if found.total:
            return found.is_relaxed and self.is_unknown and self.is_sure
        return self.is_sure or self.is_unknown


def correction_for(question: Question, *, user: Any, found: Found) -> Correction | None:
    """A reading that more of what `user` may read holds; None where the words typed are in use."""
    if found.is_degraded or found.page > 1:
        return None
    viewer = viewer_of(user)
    try:
        for option in _options(question.text, dictionary())[:MOST_TRIES]:
            typed = _holding(engine(), option.typed, viewer)
            better = typed < ENOUGH and _holding(engine(), option.word, viewer) > typed
            meant = replace(question, text=option.text)
            if better and total_of(meant, user=user) > (found.total if typed else 0):
                return replace(option, is_unknown=not typed)
    except SearchFailure:
        return None
    return None


def rewriter(asked: Engine, titles: Iterable[str]) -> Callable[[str, Answered], str | None]:
    """What the page would answer in the place of what was typed, were `titles` those that everybody may read."""
    known = dictionary_of([*_vocabulary_words(), *_words_of_titles(titles)])

    def rewritten(question: str, found: Answered) -> str | None:
        for option in _options(question, known)[:MOST_TRIES]:
            typed = _holding(asked, option.typed, VISITOR)
            if typed < ENOUGH and _holding(asked, option.word, VISITOR) > typed:
                return option.text if replace(option, is_unknown=not typed).replaces(found) else None
        return None

    return rewritten


def _holding(asked: Engine, word: str, viewer: Viewer) -> int:
    return asked.search(SearchRequest(phrases=(word,), audiences=audiences_of(viewer))).total


# --- readings -----------------------------------------------------------------------------------------------------
def _options(text: str, known: Dictionary) -> list[Correction]:
    """The longest piece first, and what sounds or looks the same before what is merely near."""
    text = normalise(text[:QUERY_LENGTH])
    options = {
        option: None
        for run in runs_of(text)
        if run[0] >= FIRST_HAN and run not in known.words
        for typed in _pieces(run, known.words)
        for option in _readings(text, typed, known)
    }
    return sorted(options, key=lambda option: (not option.is_sure, -len(option.typed), known.rank(option.word)))


def _readings(text: str, typed: str, known: Dictionary) -> Iterator[Correction]:
    for word in known.same(typed):
        yield Correction(text.replace(typed, word), typed, word, is_sure=True)
    for word in known.near(typed):
        yield Correction(text.replace(typed, word), typed, word, is_sure=False)


def _pieces(run: str, words: Mapping[str, int]) -> Iterator[str]:
    """Pieces of `run` that are no known word, nor only a part of one."""
    inside = _inside_words(run, words)
    for size in range(min(len(run), LONGEST_WORD), 1, -1):
        for start in range(len(run) - size + 1):
            piece = run[start : start + size]
            if piece not in words and not any(a <= start and start + size <= b for a, b in inside):
                yield piece


def _inside_words(run: str, words: Mapping[str, int]) -> list[tuple[int, int]]:
    spans = ((start, end) for start in range(len(run)) for end in range(start + 2, min(len(run), start + 8) + 1))
    return [(start, end) for start, end in spans if run[start:end] in words]


# --- the words known ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Dictionary:
    """`words` have their place: the curators' own first, then those of titles, the frequent first."""

    words: Mapping[str, int]
    by_sound: Mapping[str, list[str]]
    by_shape: Mapping[str, list[str]]
    by_rest: Mapping[str, list[str]]

    def rank(self, word: str) -> int:
        return self.words[word]

    def same(self, typed: str) -> list[str]:
        return list(dict.fromkeys([*self.by_shape.get(_shape(typed), ()), *self.by_sound.get(_sound(typed), ())]))

    def near(self, typed: str) -> Iterator[str]:
        """One character more, fewer or another, or two changed places."""
        if len(typed) < SHORTEST_NEAR_WORD:
            return
        rests = {typed, *_rests(typed)}
        found = dict.fromkeys(word for rest in rests for word in self.by_rest.get(rest, ()))
        yield from (word for word in found if abs(len(word) - len(typed)) < 2 and _is_near(word, typed))


def _is_near(word: str, typed: str) -> bool:
    """Sharing what is left without one character each is not enough: 环卫车间 and 卫车间距."""
    if len(word) != len(typed):
        return True
    differing = [place for place, pair in enumerate(zip(word, typed, strict=True)) if pair[0] != pair[1]]
    return len(differing) == 1 or (len(differing) == 2 and sorted(word) == sorted(typed))


@remembered
def dictionary() -> Dictionary:
    titles = PracticePage.objects.visible_to(VISITOR).order_by("-first_published_at", "-pk")
    return dictionary_of(
        [*_vocabulary_words(), *_words_of_titles(titles.values_list("title", flat=True)[:MOST_TITLES])]
    )


def dictionary_of(found: Iterable[str]) -> Dictionary:
    words = {word: place for place, word in enumerate(dict.fromkeys(found))}
    by_sound, by_shape, by_rest = defaultdict(list), defaultdict(list), defaultdict(list)
    for word in words:
        by_sound[_sound(word)].append(word)
        by_shape[_shape(word)].append(word)
        if len(word) >= SHORTEST_NEAR_WORD:
            for rest in {word, *_rests(word)}:
                by_rest[rest].append(word)
    return Dictionary(words, by_sound, by_shape, by_rest)


def _vocabulary_words() -> Iterator[str]:
    cities = [city.name for city in all_cities()]
    for name in [*known_words(), *(theme.name for theme in themes_offered()), *cities]:
        yield from (run for run in runs_of(name) if run[0] >= FIRST_HAN and 1 < len(run) <= LONGEST_WORD)


def _words_of_titles(titles: Iterable[str]) -> list[str]:
    words, seen = vocabulary.user_words(), defaultdict[str, int](int)
    for title in titles:
        for word in _words_of(title, words):
            seen[word] += 1
    return sorted(seen, key=lambda word: -seen[word])


@lru_cache(maxsize=2 * MOST_TITLES)
def _words_of(title: str, words: tuple[str, ...]) -> tuple[str, ...]:
    found: Iterable[str] = Analyser(words).words(runs_of(title)).split()
    return tuple({word for word in found if word[0] >= FIRST_HAN and 1 < len(word) <= LONGEST_WORD})


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    return " ".join(lazy_pinyin(word))


def _shape(word: str) -> str:
    return word.translate(_SHAPES)


def _rests(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
