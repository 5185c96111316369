"""What is typed so far, in Han, pinyin, initials or a mixture: as a question to an engine, and matched against words
held in memory. The same text leads to the same things either way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from search.analysis import FIRST_HAN, SYLLABLE, TYPED_WINDOW, normalise, runs_of

#: Nobody waits for suggestions to a longer text.
MOST_TYPED = 40
#: Each beginning costs the engine a walk through its words.
MOST_BEGINNINGS = 5
#: Fewer Latin letters begin too much: one is for the words in memory only, two are initials or a syllable.
SHORTEST_BEGINNING = 3
_TWO_LETTER_INITIALS = ("zh", "ch", "sh")


def pieces_of(text: str) -> list[str]:
    """Runs of Han characters and Latin words."""
    return runs_of(text[:MOST_TYPED])


# --- for an engine ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Beginnings:
    """`prefixes` and `lookups` of a SearchRequest; both empty where the text is too short to be asked."""

    prefixes: tuple[str, ...] = ()
    lookups: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.prefixes or self.lookups)


def beginnings_of(pieces: list[str]) -> Beginnings:
    parts = list(dict.fromkeys(part for piece in pieces for part in _parts(piece)))[:MOST_BEGINNINGS]
    short = {part: _short(part) for part in parts}
    return Beginnings(
        tuple(part for part in parts if not short[part]),
        tuple(found for part in parts if (found := short[part]) and len(part) > 1),
    )


def _short(part: str) -> tuple[str, ...]:
    """Where no more than one syllable is typed: what it can stand for. Thousands of words begin with zh, and all of them
    would have to be read; the syllables are few."""
    sounds = [sound for sound in sorted(known_syllables()) if sound.startswith(part)]
    if not sounds and (len(part) >= SHORTEST_BEGINNING or not part.isascii()):
        return ()
    return (part, *(SYLLABLE + sound for sound in sounds))


def _parts(piece: str) -> list[str]:
    if piece[0] >= FIRST_HAN:
        return _windows(list(piece))
    sounds = syllables(piece)
    whole = len(sounds)
    while whole and sounds[whole - 1] not in known_syllables():
        whole -= 1
    if whole >= len(sounds) - 1 and whole:  # at most the last is still being typed
        return _windows(sounds)
    return _windows(sounds[:whole]) + _windows([*"".join(sounds[whole:])])


def _windows(units: list[str]) -> list[str]:
    """No longer than what a document keeps together; the last one ends where the text ends."""
    if len(units) <= TYPED_WINDOW:
        return ["".join(units)] if units else []
    starts = [*range(0, len(units) - TYPED_WINDOW, TYPED_WINDOW), len(units) - TYPED_WINDOW]
    return ["".join(units[start : start + TYPED_WINDOW]) for start in starts]


@cache
def known_syllables() -> frozenset[str]:
    """Without the few that are no more than a letter (嗯 n)."""
    found = lazy_pinyin([chr(code) for code in range(0x4E00, 0x9FA6)])
    return frozenset(syllable for syllable in found if set(syllable) & set("aeiou"))


def syllables(letters: str) -> list[str]:
    """`letters` as pinyin, with as few loose letters as can be: zhandaojy → zhan, dao, j, y."""
    known = known_syllables()
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])]
    for end in range(1, len(letters) + 1):
        ways = []
        for start in range(max(0, end - 6), end):
            part = letters[start:end]
            if part in known or len(part) == 1:
                loose, number, before = best[start]
                ways.append((loose + (part not in known), number + 1, [*before, part]))
        best.append(min(ways))
    return best[-1][2]


# --- for words in memory ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Spelling:
    """A word or title as it can be typed: `sounds` has the syllables of each Han run."""

    text: str
    words: tuple[str, ...]
    sounds: tuple[tuple[str, ...], ...]

    def place_of(self, piece: str) -> int | None:
        """Where `piece` begins, counted in characters or syllables; None where it is not there."""
        if piece[0] >= FIRST_HAN:
            at = self.text.find(piece)
            return None if at < 0 else at
        if any(word.startswith(piece) for word in self.words):
            return self.text.find(piece)
        return next(self._heard(piece), None)

    def _heard(self, piece: str) -> Iterator[int]:
        before = 0
        for run in self.sounds:
            yield from (before + start for start in range(len(run)) if _sounds(piece, run[start:]))
            before += len(run)


def _sounds(piece: str, run: tuple[str, ...]) -> bool:
    """Each syllable in full or by its initial, the last one also begun."""
    ends = {0}
    for syllable in run:
        if any(syllable.startswith(piece[end:]) for end in ends):
            return True
        parts = {syllable, syllable[:1]} | ({syllable[:2]} & set(_TWO_LETTER_INITIALS))
        ends = {end + len(part) for end in ends for part in parts if piece.startswith(part, end)}
    return len(piece) in ends


@lru_cache(maxsize=20_000)
def spelling(text: str) -> Spelling:
    runs = runs_of(text)
    han = [run for run in runs if run[0] >= FIRST_HAN]
    latin = tuple(run for run in runs if run[0] < FIRST_HAN)
    return Spelling(normalise(text), latin, tuple(tuple(lazy_pinyin(run)) for run in han))


def place_in(text: str, pieces: list[str]) -> int | None:
    """Where the first of `pieces` stands in `text`; None unless all of them do."""
    places = [spelling(text).place_of(piece) for piece in pieces]
    return None if not places or None in places else places[0]
