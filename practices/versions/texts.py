"""What was taken out of a text and what was put in, by sentences and within them by characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW, SKIPPED = "same", "gone", "new", "skipped"
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
#: A figure or a Latin word is read whole, Chinese by the character.
_TOKEN = re.compile(r"\d[\d.,]*|[A-Za-z]+|.", re.DOTALL)
#: Comparing is quadratic: beyond so many pairs of sentences, or of characters, the two are shown as replaced.
MOST_PAIRS = 250_000
#: Two sentences with less than this in common are two sentences, not one that was mended.
ALIKE = 0.4
#: Fewer equal characters than this between two changes are read as part of the change.
WORTH_KEEPING = 2
#: Sentences kept on either side of a change; longer unchanged stretches are left out.
AROUND = 1


@dataclass(frozen=True)
class Piece:
    kind: str
    text: str


Sides = tuple[list[Piece], list[Piece]]


def compare(before: str, after: str) -> Sides:
    """The pieces of each side. Put together without the marks they are `before` and `after` again. Where one side has
    nothing for what is new or gone on the other, its piece is empty: `fold` keeps what stands around the place."""
    left: list[Piece] = []
    right: list[Piece] = []
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    for is_equal, gone, came in _runs(old, new):
        if is_equal:
            left.append(Piece(SAME, "".join(gone)))
            right.append(Piece(SAME, "".join(came)))
        else:
            _within("".join(gone), "".join(came), left, right)
    return left, right


def fold(pieces: list[Piece]) -> list[Piece]:
    """Long unchanged stretches cut down to the sentences beside a change."""
    folded: list[Piece] = []
    for place, piece in enumerate(pieces):
        sentences = _SENTENCE.findall(piece.text)
        first = AROUND if place > 0 else 0
        last = AROUND if place < len(pieces) - 1 else 0
        if piece.kind != SAME or len(sentences) <= first + last + 1:
            folded += [piece] if piece.text else []
            continue
        kept = ("".join(sentences[:first]), "".join(sentences[len(sentences) - last :]) if last else "")
        folded += [Piece(SAME, kept[0])] if kept[0] else []
        folded.append(Piece(SKIPPED, "".join(sentences[first : len(sentences) - last])))
        folded += [Piece(SAME, kept[1])] if kept[1] else []
    return folded


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Equal or not, and the run on each side. What both begin and end with costs nothing."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    if head:
        yield True, old[:head], new[:head]
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield True, old[len(old) - tail :], new[len(new) - tail :]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    if not old and not new:
        return
    if len(old) * len(new) > MOST_PAIRS:
        yield False, old, new
        return
    for tag, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", old[i:j], new[m:n]


def _within(before: str, after: str, left: list[Piece], right: list[Piece]) -> None:
    for is_equal, gone, came in _characters(before, after):
        left.append(Piece(SAME if is_equal else GONE, gone))
        right.append(Piece(SAME if is_equal else NEW, came))


def _characters(before: str, after: str) -> list[tuple[bool, str, str]]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return [(False, before, after)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [(False, before, after)]
    runs: list[tuple[bool, str, str]] = []
    for tag, i, j, m, n in matcher.get_opcodes():
        gone, came = "".join(old[i:j]), "".join(new[m:n])
        is_equal = tag == "equal" and (len(gone) >= WORTH_KEEPING or i == 0 or j == len(old))
        if runs and runs[-1][0] == is_equal:
            runs[-1] = (is_equal, runs[-1][1] + gone, runs[-1][2] + came)
        else:
            runs.append((is_equal, gone, came))
    return runs
