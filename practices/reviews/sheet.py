"""A review as one reader may see it: reviewers, what they gave, what was said, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.models import AssignmentState, Criterion, Review, ReviewAssignment, ReviewScore, ReviewStatement
from practices.reviews.permissions import is_author, may_organise, may_read_scores, may_see_names
from practices.reviews.scoring import Line, Tally, tally


@dataclass(frozen=True)
class Opinion:
    """What one reviewer handed in. `name` is 评审人一 where names are not shown."""

    name: str
    turn: int
    scores: dict[int, ReviewScore]


@dataclass(frozen=True)
class Row:
    """One criterion, with the scores in the order of the opinions; `line` None where nothing is counted."""

    criterion: Criterion
    scores: list[ReviewScore | None]
    line: Line | None


@dataclass(frozen=True)
class Said:
    statement: ReviewStatement
    name: str


@dataclass(frozen=True)
class Sheet:
    review: Review
    tally: Tally
    organises: bool
    is_author: bool
    reviewers: list[ReviewAssignment] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    earlier: list[tuple[int, list[Opinion]]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def sheet_of(user: Any, review: Review) -> Sheet:
    """For the office and the city of the case; a reviewer has a page of their own."""
    organises, shows = may_organise(user), may_read_scores(user, review)
    assignments = list(
        review.assignments.select_related("membership__user", "membership__city").prefetch_related("scores__criterion")
    )
    opinions = _opinions(assignments, may_see_names(user, review)) if shows else []
    now = [opinion for opinion in opinions if opinion.turn == review.turn]
    counted = tally(review)
    return Sheet(
        review,
        counted,
        organises,
        is_author(user, review),
        reviewers=[row for row in assignments if row.turn == review.turn] if organises else [],
        opinions=now,
        rows=_rows(review, now, counted) if shows else [],
        earlier=[(turn, [each for each in opinions if each.turn == turn]) for turn in range(review.turn - 1, 0, -1)]
        if shows
        else [],
        said=statements_for(user, review),
    )


@dataclass(frozen=True)
class Outcome:
    """Of a decided review, what every reader of the case may know."""

    review: Review
    tally: Tally


def tallies_of(reviews: list[Review]) -> list[Outcome]:
    return [Outcome(review, tally(review)) for review in reviews]


def _opinions(assignments: list[ReviewAssignment], shows_names: bool) -> list[Opinion]:
    """Reviewers keep their number through all turns."""
    done = [row for row in assignments if row.state == AssignmentState.DONE]
    numbers = {person: place for place, person in enumerate(dict.fromkeys(row.membership_id for row in done), 1)}
    return [
        Opinion(
            _named(row) if shows_names else _("评审人 %(number)s") % {"number": numbers[row.membership_id]},
            row.turn,
            {score.criterion_id: score for score in row.scores.all()},
        )
        for row in done
    ]


def _named(row: ReviewAssignment) -> str:
    return f"{row.membership.user}（{row.membership.city}）"


def _rows(review: Review, opinions: list[Opinion], counted: Tally) -> list[Row]:
    lines = {line.criterion.pk: line for line in counted.lines}
    return [
        Row(criterion, [each.scores.get(criterion.pk) for each in opinions], lines.get(criterion.pk))
        for criterion in review.rubric.criteria.all()
    ]


def statements_for(user: Any, review: Review) -> list[Said]:
    """A reviewer's name is the office's to know, and the city's where the review is not anonymous."""
    shows_names = may_see_names(user, review)
    return [Said(row, _speaker(row, shows_names)) for row in review.statements.select_related("author")]


def _speaker(row: ReviewStatement, shows_names: bool) -> str:
    if row.kind == ReviewStatement.Kind.QUESTION and not shows_names:
        return _("评审人")
    if row.kind == ReviewStatement.Kind.AGAIN:
        return _("省级办公室")
    return str(row.author)
