"""Text to tokens, in Python, the same for documents and queries and for every engine (docs/decisions/0006)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import add
from typing import NamedTuple

import opencc
import rjieba
from pypinyin import lazy_pinyin

#: A query longer than this is cut: nobody types it, and the analysis stays within milliseconds.
QUERY_LENGTH = 200
#: A word of a synonym group has at most this many parts.
MOST_PARTS = 12
#: Characters, or syllables, of a title kept together for those who are still typing it.
TYPED_WINDOW = 4
#: Before a lone syllable, so that who searches for AI does not find every 碍; no word that is searched for holds it.
SYLLABLE = "'"
FIRST_HAN = "\u3400"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.-][a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
#: Between title and body, so that no phrase runs from one into the other.
FIELD_END = "\u2403"
#: Words that carry no content in a question; they only rank.
STOP_WORDS = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "和",
        "与",
        "及",
        "或",
        "对",
        "于",
        "把",
        "被",
        "给",
        "从",
        "到",
        "为",
        "以",
        "由",
        "向",
        "中",
        "上",
        "下",
        "等",
        "之",
        "其",
        "这",
        "那",
        "哪",
        "哪些",
        "哪个",
        "哪里",
        "什么",
        "怎么",
        "怎样",
        "如何",
        "为什么",
        "多少",
        "几",
        "谁",
        "何",
        "何时",
        "吗",
        "呢",
        "吧",
        "有",
        "没有",
        "不",
        "也",
        "都",
        "就",
        "而",
        "但",
        "又",
        "很",
        "最",
        "更",
        "个",
        "们",
        "我",
        "你",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "他们",
        "一个",
        "一种",
        "被称为",
        "称为",
        "可以",
        "应该",
        "需要",
        "进行",
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "is",
        "are",
    ]
)


def _simplified_characters() -> dict[int, str]:
    """Character by character: a word has the same form alone and in a sentence, in a question and in a text."""
    convert = opencc.OpenCC("t2s").convert
    han = [chr(code) for code in range(0x3400, 0xA000)]
    changed = zip(han, convert("\n".join(han)).split("\n"), strict=True)
    return {ord(old): new for old, new in changed if new != old and len(new) == 1}


#: What NFKC does to full-width forms and the ellipsis: nearly all that Chinese text needs of it, at a fraction of the time.
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2026: "..."}
_PLAIN = _FULL_WIDTH | _simplified_characters()
#: Few characters of a text change; finding them is four times as fast as str.translate, which asks for each one.
_CHANGED = re.compile("[" + re.escape("".join(map(chr, _PLAIN))) + "]")
_PLAIN_OF = {chr(old): new for old, new in _PLAIN.items()}


#: Those of them that stand for one character, so that a place in the one text is the same place in the other.
_FOLDED_OF = {old: new for old, new in _PLAIN_OF.items() if len(new) == 1}
_FOLDED = re.compile("[" + re.escape("".join(_FOLDED_OF)) + "]")


def folded(text: str) -> str:
    """`text` with every character as words of a question have it, and of the same length."""
    low = text.lower()
    if len(low) != len(text):  # a capital of two small letters
        low = "".join(small if len(small := character.lower()) == 1 else character for character in text)
    return _FOLDED.sub(lambda match: _FOLDED_OF[match[0]], low)


def normalise(text: str) -> str:
    """NFKC, lower case, simplified characters, control characters and lone surrogates to spaces."""
    text = _plain(text)
    if not unicodedata.is_normalized("NFKC", text):
        text = _plain(unicodedata.normalize("NFKC", text))
    return _CONTROL.sub(" ", text).lower()


def _plain(text: str) -> str:
    return _CHANGED.sub(lambda match: _PLAIN_OF[match[0]], text)


def runs_of(text: str) -> list[str]:
    """Runs of Han characters, and words and numbers of other scripts, of the normalised text; punctuation is gone."""
    return _WORD.findall(normalise(text))


@lru_cache(maxsize=4)
def _segmenter(user_words: tuple[str, ...]) -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    for word in user_words:
        segmenter.add_word(word, segmenter.suggest_freq(word), "n")
    return segmenter


class Analyser:
    """One segmenter with the curators' words (search.vocabulary.analyser() gives the one of the moment)."""

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self._segmenter = _segmenter(words)

    def words(self, runs: list[str]) -> str:
        """Token text of the words in search mode: one call for all Han runs, then the words of other scripts."""
        han: list[str] = []
        rest: list[str] = []
        for run in runs:
            (han if run[0] >= FIRST_HAN else rest).append(run)
        return " ".join(self._segmenter.cut_for_search(" ".join(han)) + rest)

    def query_words(self, text: str, whole: Collection[str] = ()) -> list[str]:
        """Words a reader asked for, without overlaps, stop words and repetitions. Those in `whole` are not taken
        apart."""
        asked = (joined(parts, whole) for parts in self._stretches(_WORD.findall(text)))
        found = dict.fromkeys(word for words in asked for word in words if word not in STOP_WORDS)
        return _drop_lone_characters(list(found))

    def _stretches(self, runs: list[str]) -> Iterator[list[str]]:
        """The words of each Han run, and neighbouring words of other scripts together: laji fenlei may be one word."""
        for is_han, group in groupby(runs, key=lambda run: run[0] >= FIRST_HAN):
            if is_han:
                yield from map(self._asked, group)
            else:
                yield list(group)

    def short_form(self, word: str) -> str:
        """How a name of two words of two characters is shortened: 综合执法 → 综执. Empty where it is none, or where the
        short form is a word of the dictionary."""
        short = word[::2] if len(word) == 4 else ""
        return "" if self._segmenter.has_word(short) else short

    def _asked(self, run: str) -> list[str]:
        """Neighbouring single characters are a word the dictionary lacks (占 道): they are asked for in sequence."""
        words: list[str] = []
        joining = False
        for word in self._segmenter.cut(run):
            single = len(word) == 1 and word not in STOP_WORDS
            if single and joining:
                words[-1] += word
            else:
                words.append(word)
            joining = single
        return words


def joined(words: list[str], whole: Collection[str]) -> list[str]:
    """Neighbours that together are a word of `whole` become it, the longest first: 流动 摊贩 → 流动摊贩."""
    found: list[str] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + MOST_PARTS), start, -1)
        end = next((end for end in ends if "".join(words[start:end]) in whole), start + 1)
        found.append("".join(words[start:end]))
        start = end
    return found


def _drop_lone_characters(words: list[str]) -> list[str]:
    """A single character beside real words would ask for what no bigram holds."""
    real = [word for word in words if len(word) > 1 or word.isascii()]
    return real or words


def _pairs(run: str) -> list[str]:
    """Neighbouring characters; a lone one stands for itself."""
    return [run] if len(run) == 1 else list(map(add, run, run[1:]))


def gram_tokens(runs: list[str]) -> list[str]:
    """Bigrams of the Han runs and whole words of the rest, in reading order: what a phrase is matched against."""
    grams: list[str] = []
    for run in runs:
        if run[0] >= FIRST_HAN:
            grams += _pairs(run)
        else:
            grams.append(run)
    return grams


def spellings(word: str) -> Iterator[str]:
    """Of a Han word: its pinyin and, from three characters on, its initials."""
    syllables = lazy_pinyin(word)
    yield "".join(syllables)
    if len(word) > 2:
        yield "".join(syllable[:1] for syllable in syllables)


def characters_of(texts: Iterable[str]) -> list[str]:
    """The different Han characters, without those that stand in nearly every question."""
    return [one for one in dict.fromkeys("".join(texts)) if one >= FIRST_HAN and one not in STOP_WORDS]


def pinyin_tokens(runs: list[str]) -> list[str]:
    """What a title is found by as it is typed: from each character on the next four as they are written, each syllable,
    and full pinyin and initials of each word-length window. 占道 → 占道, 道, 'zhan, 'dao, zhandao, zd."""
    tokens: list[str] = []
    for run in runs:
        if run[0] < FIRST_HAN:
            continue
        tokens += [run[start : start + TYPED_WINDOW] for start in range(len(run))]
        full = lazy_pinyin(run)
        tokens += [SYLLABLE + sound for sound in full]
        initials = [syllable[:1] for syllable in full]
        for size in range(2, TYPED_WINDOW + 1):
            for start in range(len(run) - size + 1):
                tokens += ["".join(full[start : start + size]), "".join(initials[start : start + size])]
    return tokens


@lru_cache(maxsize=20_000)
def _written_in_pinyin(run: str) -> str:
    """Keywords and themes come again in case after case."""
    return " ".join(pinyin_tokens([run]))


class Texts(NamedTuple):
    """What of a document is analysed."""

    title: str
    body: str
    contact: str = ""
    subjects: str = ""
    summary: str = ""


def analysed(words: tuple[str, ...], texts: list[Texts]) -> list[dict[str, str]]:
    """Fields of token text for each. Needs no Django: helper processes run it."""
    analyser = Analyser(words)
    return [_fields(analyser, Runs(*map(runs_of, text))) for text in texts]


class Runs(NamedTuple):
    title: list[str]
    body: list[str]
    contact: list[str]
    subjects: list[str]
    summary: list[str]


def _fields(analyser: Analyser, runs: Runs) -> dict[str, str]:
    return {
        "title": analyser.words(runs.title),
        "words": analyser.words(runs.body),
        "grams": " ".join([*gram_tokens(runs.title), FIELD_END, *gram_tokens(runs.body)]),
        "pinyin": " ".join(pinyin_tokens(runs.title)),
        "contact": analyser.words(runs.contact),
        "subjects": " ".join([analyser.words(runs.subjects), *map(_written_in_pinyin, runs.subjects)]),
        "lead": " ".join(characters_of([*runs.title, *runs.subjects, *runs.summary])),
    }
