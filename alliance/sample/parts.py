"""The repeating parts of a sample case, put together in memory so that the case is saved with them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
PARTS = {
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
    for relation, model in PARTS.items():
        fixed = {"source": SOURCE} if relation == "indicators" else {}
        rows = enumerate(case[relation])
        getattr(page, relation).add(*(model(**_typed(row), **fixed, sort_order=number) for number, row in rows))


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
