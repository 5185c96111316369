"""Whether a city meets what a case asks for. Unknown is an answer of its own: it never counts as met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from uuid import UUID

from cities.models import ProfileFigure, ProfileMetric
from practices.matching.profiles import Profile
from practices.models import ConditionAnswer

#: A must weighs twice as much as what is merely better to have: a case stands or falls with the first.
MUST, HELPS = 2, 1


class Meets(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RangeAsked:
    """A range over one line of the profile, both ends included. With `choices` it is one of those."""

    metric: ProfileMetric
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        return self.minimum is None and self.maximum is None and not self.choices


@dataclass(frozen=True)
class ConditionAsked:
    """A condition in words: the city says itself whether it has it."""

    key: UUID
    text: str
    essential: bool = True


@dataclass(frozen=True)
class Asked:
    """All that one case asks for."""

    ranges: tuple[RangeAsked, ...] = ()
    conditions: tuple[ConditionAsked, ...] = ()


#: A city's answers about one case, by key of the condition.
Answers = Mapping[UUID, ConditionAnswer]

OF_ANSWER = {
    ConditionAnswer.Answer.HAVE: Meets.YES,
    ConditionAnswer.Answer.LACK: Meets.NO,
    ConditionAnswer.Answer.UNSURE: Meets.UNKNOWN,
}


@dataclass(frozen=True)
class RangeJudged:
    asked: RangeAsked
    figure: ProfileFigure | None
    meets: Meets
    weight: int = MUST


@dataclass(frozen=True)
class ConditionJudged:
    """`is_stale`: the condition reads differently now from when the city answered."""

    asked: ConditionAsked
    answer: ConditionAnswer | None
    meets: Meets
    is_stale: bool = False

    @property
    def weight(self) -> int:
        return MUST if self.asked.essential else HELPS


@dataclass(frozen=True)
class Judged:
    """One case against one city."""

    ranges: tuple[RangeJudged, ...] = ()
    conditions: tuple[ConditionJudged, ...] = ()

    @property
    def tally(self) -> Tally:
        tally = Tally()
        for row in (*self.ranges, *self.conditions):
            tally.add(row.meets, row.weight)
        return tally


@dataclass
class Tally:
    """`numbers` and `weights` of what was asked, by answer."""

    numbers: dict[Meets, int] = field(default_factory=lambda: dict.fromkeys(Meets, 0))
    weights: dict[Meets, int] = field(default_factory=lambda: dict.fromkeys(Meets, 0))

    def add(self, meets: Meets, weight: int, times: int = 1) -> None:
        self.numbers[meets] += times
        self.weights[meets] += weight * times

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def met(self) -> int:
        return self.numbers[Meets.YES]

    @property
    def not_met(self) -> int:
        return self.numbers[Meets.NO]

    @property
    def unknown(self) -> int:
        return self.numbers[Meets.UNKNOWN]


def judge_range(asked: RangeAsked, figure: ProfileFigure | None) -> Meets:
    if figure is None:
        return Meets.UNKNOWN
    if asked.choices:
        if not figure.choice:
            return Meets.UNKNOWN
        return Meets.YES if figure.choice in asked.choices else Meets.NO
    if figure.value is None:
        return Meets.UNKNOWN
    is_enough = asked.minimum is None or figure.value >= asked.minimum
    is_little_enough = asked.maximum is None or figure.value <= asked.maximum
    return Meets.YES if is_enough and is_little_enough else Meets.NO


def judge_condition(asked: ConditionAsked, answer: ConditionAnswer | None) -> ConditionJudged:
    """An answer holds for the words it was given to: where the case says something else now, it is to be given anew."""
    if answer is None:
        return ConditionJudged(asked, None, Meets.UNKNOWN)
    if answer.text != asked.text:
        return ConditionJudged(asked, answer, Meets.UNKNOWN, is_stale=True)
    return ConditionJudged(asked, answer, OF_ANSWER[ConditionAnswer.Answer(answer.answer)])


def judge(asked: Asked, profile: Profile, answers: Answers) -> Judged:
    ranges = _ranges(asked.ranges, profile)
    conditions = tuple(judge_condition(row, answers.get(row.key)) for row in asked.conditions)
    return Judged(ranges, conditions)


def _ranges(asked: Iterable[RangeAsked], profile: Profile) -> tuple[RangeJudged, ...]:
    judged = []
    for row in asked:
        if not row.asks_nothing:
            figure = profile.get(row.metric.pk)
            judged.append(RangeJudged(row, figure, judge_range(row, figure)))
    return tuple(judged)
