"""In which order cases are worth a look for a city. Three parts, each shown with its points; nothing else counts.

A hundred points could be had at most: up to 50 for what the case asks for, 30 for what cities like this one made of it, 20
for a problem the city has asked about. The order of these follows from what they say: who lacks what a case needs cannot do
it, however many others did; what a like city lived through is worth more than a wish; and a request is open for weeks while
the list is read all year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from practices.matching.preconditions import MUST, Meets, Tally

PRECONDITIONS, EXPERIENCE, WANTED = 50, 30, 20
#: Every case needs something it does not write about. Without this one more demand of which nothing is known, a case that
#: asks one thing would stand above one that asks six and gets five.
UNWRITTEN = MUST
#: What became of it in another city → how much that speaks for the case. One that stopped speaks against it, though half as
#: loud: it may have stopped for reasons of its own. Who only considers it knows nothing yet; what the city of the case
#: disputes counts neither way.
DISPUTED = "disputed"
RESULTS = {"adopted": 1.0, "piloting": 0.5, "considering": 0.0, "stopped": -0.5, DISPUTED: 0.0}
#: The city that wrote the case did it too, and says so of itself: half as much as one that copied it.
OF_ORIGIN = {"success": 0.5, "pilot": 0.25, "lesson": 0.0}
#: So much experience is all that counts: two cities like this one for which it works. A tenth says nothing new.
ENOUGH = 2.0


@dataclass(frozen=True)
class Tried:
    """A city that has the case at work, or had. `closeness` as in distance.Likeness; `state` of RESULTS, or for the city
    that wrote it the kind of the case, of OF_ORIGIN."""

    city: int
    closeness: float
    state: str

    @property
    def speaks(self) -> float:
        return RESULTS[self.state] if self.state in RESULTS else OF_ORIGIN[self.state]

    @property
    def is_origin(self) -> bool:
        return self.state in OF_ORIGIN


@dataclass(frozen=True)
class Scored:
    """The points of one case, part by part."""

    preconditions: float = 0.0
    experience: float = 0.0
    wanted: float = 0.0

    @property
    def points(self) -> float:
        return self.preconditions + self.experience + self.wanted


@dataclass(frozen=True)
class Candidate:
    """One case as the ranking knows it. `wanted`: a theme of it is one of the city's open requests."""

    practice: int
    tally: Tally = field(default_factory=Tally)
    tried: tuple[Tried, ...] = ()
    wanted: bool = False

    @property
    def scored(self) -> Scored:
        return Scored(
            PRECONDITIONS * share_met(self.tally),
            EXPERIENCE * experience(self.tried),
            float(WANTED * self.wanted),
        )


def share_met(tally: Tally) -> float:
    """From -1 to 1: what is met less what is not, of all that is asked. Unknown is in the whole, and in neither part."""
    met, not_met = tally.weights[Meets.YES], tally.weights[Meets.NO]
    return (met - not_met) / (sum(tally.weights.values()) + UNWRITTEN)


def experience(tried: Iterable[Tried]) -> float:
    """From -1 to 1."""
    total = sum(row.closeness * row.speaks for row in tried)
    return max(-1.0, min(1.0, total / ENOUGH))


def ranked(candidates: Iterable[Candidate]) -> list[tuple[Candidate, Scored]]:
    """The most points first; equal ones stay in the order they came in, which is the newest first."""
    scored = [(candidate, candidate.scored) for candidate in candidates]
    return sorted(scored, key=lambda row: -row[1].points)
