"""The public fields of a case as JSON: what a version keeps, and what the page of the case is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practices.models import PracticePage

#: Raise it with every change of shape; old versions stay readable by their number.
SCHEMA_VERSION = 2

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
#: Field -> the scheme its terms are of.
TERM_FIELDS = {
    "themes": "theme",
    "lifecycle_stages": "lifecycle",
    "loop_phases": "loop_phase",
    "root_problems": "root_problem",
    "actors": "actor",
}
#: Part relation -> columns. People are left out: a version names no contact.
PARTS = {
    "indicators": ("name", "unit", "before", "after", "measured_on", "source", "better"),
    "steps": ("title", "body", "period"),
    "building_blocks": ("name", "how", "enabling_factors", "lesson"),
    "resources": ("kind", "name", "amount", "unit", "recurrence"),
    "conditions": ("text", "essential"),
    "videos": ("title", "url"),
    "images": ("caption",),
    "attachments": ("title",),
    "evidence_files": ("description",),
    "policy_citations": ("clause",),
    "transfer_ranges": ("minimum", "maximum", "choices"),
    "derived_from": ("kind", "source_uuid", "title", "url"),
}


def _image(row: Any) -> dict[str, Any]:
    return {"image": row.image_id, "alt": row.caption or row.image.title}


def _document(row: Any) -> dict[str, Any]:
    """By number and name: whether the file may be had is asked when it is (files.permissions)."""
    document = row.document
    return {"document": document.pk, "filename": document.filename, "name": document.title}


def _block(row: Any) -> dict[str, Any]:
    return {"files": [{"kind": file.kind, **_document(file)} for file in row.files.all()]}


def _policy(row: Any) -> dict[str, Any]:
    return {"policy": row.policy_id, "title": row.policy.title, "number": row.policy.number}


def _metric(row: Any) -> dict[str, Any]:
    return {"metric": row.metric.code, "name": row.metric.name, "metric_unit": row.metric.unit}


def _source(row: Any) -> dict[str, Any]:
    """The case it points to, by what stays when the row of the other city is gone."""
    return {"source_uuid": str(row.practice.uuid)} if row.practice else {}


#: Part relation -> what a row refers to, as it stood when the version was made.
REFERENCES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "building_blocks": _block,
    "images": _image,
    "attachments": _document,
    "evidence_files": _document,
    "policy_citations": _policy,
    "transfer_ranges": _metric,
    "derived_from": _source,
}


def serialize(page: PracticePage) -> dict[str, Any]:
    """Contact data never enters: a version may be shown wherever the case may."""
    content: dict[str, Any] = {name: getattr(page, name) for name in (*PLAIN_FIELDS, *LONG_TEXTS)}
    content |= {"uuid": str(page.uuid), "short_id": page.short_id, "city": page.city.code}
    content |= {"bureau": page.bureau.name if page.bureau else None}
    content |= {"district": page.district.code if page.district else None}
    content |= {"district_name": page.district.name if page.district else None}
    content |= {"started_on": _plain(page.started_on), "ended_on": _plain(page.ended_on)}
    content |= {name: [term.code for term in getattr(page, name).all()] for name in TERM_FIELDS}
    content |= {"keywords": sorted(page.keywords.names())}
    content |= {relation: _part(page, relation, columns) for relation, columns in PARTS.items()}
    return content


def _part(page: PracticePage, relation: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    refer = REFERENCES.get(relation, lambda row: {})
    rows = getattr(page, relation).all()
    return [
        {"key": str(row.key), **{name: _plain(getattr(row, name)) for name in columns}, **refer(row)} for row in rows
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool | int | list) else str(value)
