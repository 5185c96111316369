"""What the points of several reviewers come to: the mean and the spread of each criterion, the weighted mean of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from practices.models import AssignmentState, Criterion, ReviewScore

if TYPE_CHECKING:
    from practices.models import Review, Rubric


@dataclass(frozen=True)
class Line:
    """A scored criterion. `spread` is the distance between the highest and the lowest points: 0 means that all agree."""

    criterion: Criterion
    points: tuple[int, ...]

    @property
    def exact(self) -> Decimal:
        return Decimal(sum(self.points)) / len(self.points)

    @property
    def mean(self) -> Decimal:
        return rounded(self.exact)

    @property
    def spread(self) -> int:
        return max(self.points) - min(self.points)


@dataclass(frozen=True)
class Tally:
    """Marks are compared as they are shown, with two decimals, so that nobody fails by what cannot be seen."""

    rubric: Rubric
    reviewers: int
    lines: tuple[Line, ...]

    @property
    def mean(self) -> Decimal | None:
        """None until a reviewer has handed in."""
        total = sum(line.criterion.weight for line in self.lines)
        if not total:
            return None
        return rounded(sum((line.exact * line.criterion.weight for line in self.lines), Decimal(0)) / total)

    @property
    def weak(self) -> tuple[Line, ...]:
        """Core criteria below the least they need."""
        return tuple(
            line
            for line in self.lines
            if line.criterion.kind == Criterion.Kind.CORE and line.mean < self.rubric.core_mark
        )

    @property
    def passes(self) -> bool:
        return self.mean is not None and self.mean >= self.rubric.pass_mark and not self.weak


def tally(review: Review) -> Tally:
    """Of what was handed in for the current turn."""
    scores = ReviewScore.objects.filter(
        assignment__review=review, assignment__turn=review.turn, assignment__state=AssignmentState.DONE
    )
    rows = list(scores.filter(points__isnull=False).values_list("assignment", "criterion", "points").order_by("pk"))
    return tally_of(review.rubric, rows)


def tally_of(rubric: Rubric, rows: Iterable[tuple[int, int, int]]) -> Tally:
    """`rows` are assignment, criterion and points."""
    reviewers: set[int] = set()
    points: dict[int, list[int]] = defaultdict(list)
    for assignment, criterion, given in rows:
        reviewers.add(assignment)
        points[criterion].append(given)
    criteria = [criterion for criterion in rubric.criteria.all() if criterion.pk in points]
    return Tally(rubric, len(reviewers), tuple(Line(each, tuple(points[each.pk])) for each in criteria))


def rounded(mark: Decimal) -> Decimal:
    return mark.quantize(Decimal("0.01"), ROUND_HALF_UP)
