"""The passages two cases have in common, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from practices.quality.findings import Where
from practices.quality.passages import passages
from practices.quality.shingles import SIZE, TOLD, shingles
from practices.serializers import LONG_TEXTS

#: Share of the shorter paragraph from which two are shown as like.
MUCH = 0.4
#: Shorter ones are headings.
SHORTEST = 15
#: Paragraphs of a case that are looked at, and characters of one within which equal words are marked: comparing grows
#: with the square of both.
MOST_PARAGRAPHS, MOST_MARKED = 200, 1500


@dataclass(frozen=True)
class Piece:
    text: str
    is_shared: bool


@dataclass(frozen=True)
class Pair:
    where: Where
    other_where: Where
    left: list[Piece]
    right: list[Piece]


@dataclass(frozen=True)
class _Paragraph:
    where: Where
    text: str
    hashes: frozenset[int]


def like_passages(content: dict[str, Any], other: dict[str, Any]) -> list[Pair]:
    """In the order of the first case; of the second the most alike paragraph."""
    theirs = list(_told(other))
    pairs = []
    for mine in _told(content):
        likest = max(theirs, key=lambda one: _shared(mine, one), default=None)
        if likest is not None and _shared(mine, likest) >= MUCH:
            left, right = _marked(mine.text, likest.text)
            pairs.append(Pair(mine.where, likest.where, left, right))
    return pairs


def _told(content: dict[str, Any]) -> Iterator[_Paragraph]:
    found = 0
    for passage in passages(content):
        where = passage.where
        is_story = where.field in ("summary", *LONG_TEXTS) or where.column in TOLD.get(where.field, ())
        if is_story and len(passage.text) >= SHORTEST and found < MOST_PARAGRAPHS:
            found += 1
            yield _Paragraph(where, passage.text, shingles(passage.text))


def _shared(one: _Paragraph, other: _Paragraph) -> float:
    return len(one.hashes & other.hashes) / max(1, min(len(one.hashes), len(other.hashes)))


def _marked(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    if max(len(left), len(right)) > MOST_MARKED:
        return [Piece(left, False)], [Piece(right, False)]
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    runs = [block for block in blocks if block.size >= SIZE]
    return (
        _pieces(left, [(block.a, block.size) for block in runs]),
        _pieces(right, [(block.b, block.size) for block in runs]),
    )


def _pieces(text: str, runs: list[tuple[int, int]]) -> list[Piece]:
    pieces, end = [], 0
    for start, size in runs:
        pieces += [Piece(text[end:start], False), Piece(text[start : start + size], True)]
        end = start + size
    return [piece for piece in (*pieces, Piece(text[end:], False)) if piece.text]
