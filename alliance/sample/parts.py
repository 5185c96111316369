"""The repeating parts of a sample case: columns in the order of the JSON rows."""

from __future__ import annotations

from typing import Any

from practices.models import PracticePage

SOURCE = "示例数据"
COLUMNS = {
    "indicators": ("name", "unit", "before", "after", "measured_on", "better"),
    "steps": ("title", "body", "period"),
    "building_blocks": ("name", "how", "enabling_factors", "lesson"),
    "resources": ("kind", "name", "amount", "unit", "recurrence"),
    "conditions": ("text", "essential"),
}


def fill(page: PracticePage, case: dict[str, Any]) -> None:
    for relation, columns in COLUMNS.items():
        fixed = {"source": SOURCE} if relation == "indicators" else {}
        for number, row in enumerate(case.get(relation, [])):
            getattr(page, relation).create(**dict(zip(columns, row, strict=True)), **fixed, sort_order=number)
    if "derived_from" in case:
        _derive(page, case["derived_from"])


def _derive(page: PracticePage, title: str) -> None:
    source = PracticePage.objects.filter(title__startswith=title).first()
    page.derived_from.create(practice=source, source_uuid=source and source.uuid, title=title)
