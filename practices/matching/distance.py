"""How alike two cities are, line by line of their profiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import log

from cities.models import ProfileFigure, ProfileMetric
from practices.matching.profiles import Profile

#: Numbers that differ five times or more are as different as can be: between the largest and the smallest of
#: Shandong's cities residents differ 5.02 times (11,018,365 and 2,193,518 in the census of 2020).
SPAN = 5
#: Cities are alike up to this distance: over the lines compared they differ by half on average (5 ** 0.25 = 1.495).
ALIKE = 0.25
#: A line is called alike up to a quarter more or less (5 ** 0.14 = 1.253); what differs more is said in times.
LINE_ALIKE = 0.14


@dataclass(frozen=True)
class Compared:
    """One line of both profiles; `difference` from 0 (the same) to 1."""

    metric: ProfileMetric
    ours: ProfileFigure
    theirs: ProfileFigure
    difference: float

    @property
    def is_alike(self) -> bool:
        return self.difference <= LINE_ALIKE


@dataclass(frozen=True)
class Likeness:
    """`missing`: lines that one of the two has no figure for. They are left out, not guessed."""

    compared: tuple[Compared, ...] = ()
    missing: tuple[ProfileMetric, ...] = ()

    @property
    def distance(self) -> float | None:
        """The mean difference, every line alike: nobody has measured that one matters more. None where no line can be
        compared."""
        if not self.compared:
            return None
        return sum(row.difference for row in self.compared) / len(self.compared)

    @property
    def closeness(self) -> float:
        """From 0 to 1. Where nothing can be compared it is 0: what is not known speaks for nothing."""
        return 0.0 if self.distance is None else 1 - self.distance

    @property
    def is_alike(self) -> bool:
        return self.distance is not None and self.distance <= ALIKE


def likeness(ours: Profile, theirs: Profile, metrics: Iterable[ProfileMetric]) -> Likeness:
    compared, missing = [], []
    for metric in metrics:
        here, there = ours.get(metric.pk), theirs.get(metric.pk)
        difference = None if here is None or there is None else _difference(metric, here, there)
        if here is None or there is None or difference is None:
            missing.append(metric)
        else:
            compared.append(Compared(metric, here, there, difference))
    return Likeness(tuple(compared), tuple(missing))


def _difference(metric: ProfileMetric, ours: ProfileFigure, theirs: ProfileFigure) -> float | None:
    if metric.kind == ProfileMetric.Kind.CHOICE:
        return float(ours.choice != theirs.choice) if ours.choice and theirs.choice else None
    if ours.value is None or theirs.value is None:
        return None
    return difference_of_numbers(ours.value, theirs.value)


def difference_of_numbers(ours: Decimal, theirs: Decimal) -> float:
    """By ratio, since all these figures are sizes: 3 million differ from 1 as 9 from 3. Nothing and something cannot be
    put in a ratio, and differ as much as can be."""
    if ours == theirs:
        return 0.0
    if ours <= 0 or theirs <= 0:
        return 1.0
    return min(1.0, abs(log(ours) - log(theirs)) / log(SPAN))
