"""The repeating parts of a sample case, put together in memory so that the case is saved with them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cities.models import ProfileMetric
from practices.models import (
    BuildingBlock,
    Condition,
    DerivedFrom,
    OutcomeIndicator,
    Policy,
    PolicyCitation,
    PracticePage,
    PracticeStep,
    Resource,
    TransferRange,
)

SOURCE = "示例数据"
PARTS: dict[str, Any] = {
    "indicators": OutcomeIndicator,
    "steps": PracticeStep,
    "building_blocks": BuildingBlock,
    "resources": Resource,
    "conditions": Condition,
}
#: A revision is written before the database has made types of what is given.
TYPES: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("before", "after", "amount", "minimum", "maximum"), Decimal),
    "measured_on": date.fromisoformat,
}


def fill(page: PracticePage, case: Mapping[str, Any]) -> None:
    for relation in PARTS:
        getattr(page, relation).add(*_made(relation, case[relation]))


def change(page: PracticePage, relation: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """A row of the same name stays the same row, as in the editing form; others come and go."""
    manager = getattr(page, relation)
    there = {_name(row): row for row in manager.all()}
    made = _made(relation, rows)
    for row in made:
        if _name(row) in there:
            row.pk, row.key = there[_name(row)].pk, there[_name(row)].key
    manager.set(made)


def _made(relation: str, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    fixed = {"source": SOURCE} if relation == "indicators" else {}
    return [PARTS[relation](**_typed(row), **fixed, sort_order=number) for number, row in enumerate(rows)]


def _name(row: Any) -> str:
    return str(getattr(row, "name", "") or getattr(row, "title", "") or row.text)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: TYPES[name](value) if name in TYPES else value for name, value in row.items()}


def cite(page: PracticePage, case: Mapping[str, Any], policies: Mapping[str, Policy]) -> None:
    for number, row in enumerate(case["policies"]):
        citation = PolicyCitation(policy=policies[row["key"]], clause=row.get("clause", ""), sort_order=number)
        page.policy_citations.add(citation)


def suit(page: PracticePage, case: Mapping[str, Any], metrics: Mapping[str, ProfileMetric]) -> None:
    """A metric of kind choice names its choices in the place of the minimum."""
    for number, row in enumerate(case["ranges"]):
        metric = metrics[row["metric"]]
        if metric.kind == ProfileMetric.Kind.CHOICE:
            limits: dict[str, Any] = {"choices": row["minimum"].split()}
        else:
            limits = {name: value for name, value in _typed(row).items() if name != "metric"}
        page.transfer_ranges.add(TransferRange(metric=metric, sort_order=number, **limits))


def derive(page: PracticePage, source: PracticePage | None, title: str) -> None:
    page.derived_from.add(DerivedFrom(practice=source, source_uuid=source and source.uuid, title=title))
