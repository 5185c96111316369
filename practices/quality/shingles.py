"""How alike two texts are: the share of their overlapping runs of five characters, and the few of them that are kept to
look likely ones up among many cases.

Kept is every sixteenth hash by its own value (a MinHash sketch that grows with the text), so the same run is kept or left
out in every case. That tells what two cases have in common and how much of a short one stands in a long one; a signature of
fixed length would lose the second.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from practices.quality.passages import paragraphs
from practices.serializers import LONG_TEXTS

#: Characters of a shingle: two words of official prose and what joins them.
SIZE = 5
KEEP_ONE_IN = 16
#: Fewer shingles say nothing: two cases that consist of "待补充" are not alike.
FEWEST = 60
#: Characters that are compared; forty times the longest sample case.
MOST = 100_000
ALIKE, CONTAINED = 0.25, 0.4
#: Repeating part -> columns that tell a story.
TOLD = {"steps": ("body",), "building_blocks": ("how", "enabling_factors", "lesson")}


@dataclass(frozen=True)
class Likeness:
    """`alike` is shared of both together (Jaccard), `contained` shared of the shorter; 0 to 1."""

    alike: float
    contained: float

    @property
    def is_much(self) -> bool:
        return self.alike >= ALIKE or self.contained >= CONTAINED


def story_of(content: dict[str, Any]) -> str:
    """The text that is compared, of a case as serializers.serialize has it."""
    texts = [content.get(name) for name in ("summary", *LONG_TEXTS)]
    texts += [row.get(name) for part, names in TOLD.items() for row in content.get(part) or [] for name in names]
    return "\n".join(paragraph for text in texts for paragraph in paragraphs(text))[:MOST]


def shingles(text: str) -> frozenset[int]:
    """Hashes of 64 bits with sign, as a database stores them. Punctuation and spaces are left out, so that a comma more
    makes no difference."""
    plain = "".join(filter(str.isalnum, text.casefold()))
    return frozenset(_hash(plain[at : at + SIZE]) for at in range(len(plain) - SIZE + 1))


def _hash(shingle: str) -> int:
    """The same on every machine and in every year, which Python's own hash is not."""
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big", signed=True)


def marks(hashes: Set[int]) -> frozenset[int]:
    """Those that are kept in rows."""
    return frozenset(value for value in hashes if value % KEEP_ONE_IN == 0)


def likeness(one: Set[int], other: Set[int]) -> Likeness:
    """Of texts too short to say, none."""
    shorter = min(len(one), len(other))
    if shorter < FEWEST:
        return Likeness(0.0, 0.0)
    shared = len(one & other)
    return Likeness(shared / (len(one) + len(other) - shared), shared / shorter)
