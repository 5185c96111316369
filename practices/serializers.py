"""The public fields of a case as JSON: what a version keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practices.models import PracticePage

#: Raise it with every change of shape; old versions stay readable by their number.
SCHEMA_VERSION = 1

PLAIN_FIELDS = ("title", "summary", "kind", "stage", "visibility")
LONG_TEXTS = (
    "context",
    "approach",
    "aims",
    "governance",
    "difficulties",
    "conditions_text",
    "transferability",
    "adaptation",
    "sustainability",
    "lessons",
    "novelty",
)
TERM_FIELDS = ("themes", "lifecycle_stages", "loop_phases", "root_problems", "actors")
#: Part relation -> columns. Files and people are left out: a version names no contact and carries no file.
PARTS = {
    "indicators": ("name", "unit", "before", "after", "measured_on", "source", "better"),
    "steps": ("title", "body", "period"),
    "building_blocks": ("name", "how", "enabling_factors", "lesson"),
    "resources": ("kind", "name", "amount", "unit", "recurrence"),
    "conditions": ("text", "essential"),
    "videos": ("title", "url"),
}


def serialize(page: PracticePage) -> dict[str, Any]:
    """Contact data and files never enter: a version may be shown wherever the case may."""
    content: dict[str, Any] = {name: getattr(page, name) for name in (*PLAIN_FIELDS, *LONG_TEXTS)}
    content |= {"uuid": str(page.uuid), "short_id": page.short_id, "city": page.city.code}
    content |= {"bureau": page.bureau.name if page.bureau else None}
    content |= {"district": page.district.code if page.district else None}
    content |= {"started_on": _plain(page.started_on), "ended_on": _plain(page.ended_on)}
    content |= {name: [term.code for term in getattr(page, name).all()] for name in TERM_FIELDS}
    content |= {"keywords": sorted(page.keywords.names())}
    content |= {relation: _part(page, relation, columns) for relation, columns in PARTS.items()}
    return content


def _part(page: PracticePage, relation: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = getattr(page, relation).all()
    return [{"key": str(row.key), **{name: _plain(getattr(row, name)) for name in columns}} for row in rows]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool | int) else str(value)
