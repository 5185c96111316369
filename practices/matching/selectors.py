"""What cases ask and what a city answered, read for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cities.models import ProfileMetric
from practices.matching.preconditions import Answers, Asked, ConditionAsked, RangeAsked
from practices.matching.profiles import metrics_by_id
from practices.models import Condition, ConditionAnswer, TransferRange

RANGE_COLUMNS = ("page", "metric", "minimum", "maximum", "choices")


def range_asked(metric: ProfileMetric, minimum: Any, maximum: Any, choices: Iterable[str]) -> RangeAsked:
    return RangeAsked(metric, minimum, maximum, tuple(choices or ()))


def asked_by(practices: Iterable[int]) -> dict[int, Asked]:
    """By id of the case, in the order of its page. Two queries. What is published is asked; drafts live in revisions."""
    ids = list(practices)
    ranges: dict[int, list[RangeAsked]] = defaultdict(list)
    conditions: dict[int, list[ConditionAsked]] = defaultdict(list)
    if ids:
        rows = TransferRange.objects.filter(page__in=ids).order_by("sort_order", "pk")
        metrics = metrics_by_id()
        for page, metric, *limits in rows.values_list(*RANGE_COLUMNS):
            ranges[page].append(range_asked(metrics[metric], *limits))
        for page, *said in _conditions(ids):
            conditions[page].append(ConditionAsked(*said))
    return {pk: Asked(tuple(ranges[pk]), tuple(conditions[pk])) for pk in ids}


def _conditions(ids: list[int]) -> Iterable[tuple[int, UUID, str, bool]]:
    rows = Condition.objects.filter(page__in=ids).order_by("sort_order", "pk")
    return rows.values_list("page", "key", "text", "essential")


def answers_of(city: int, practices: Iterable[UUID]) -> dict[UUID, Answers]:
    """What a city said, by uuid of the case and by key of the condition; with who said it. One query."""
    found: dict[UUID, dict[UUID, ConditionAnswer]] = defaultdict(dict)
    rows = ConditionAnswer.objects.filter(city=city, practice_uuid__in=list(practices)).select_related("answered_by")
    for row in rows:
        found[row.practice_uuid][row.condition] = row
    return {uuid: dict(answers) for uuid, answers in found.items()}
