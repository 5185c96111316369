"""Writes what placing found into a case in memory; saving it is the caller's. What the file does not speak of stays."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.db.models import DateField, DecimalField

from accounts.models import User
from cities.models import Bureau, City, District, ProfileMetric
from files.models import AllianceDocument, AllianceImage
from practices.formats.drafts import CarriedFile, CaseDraft
from practices.imports.carried import save_document, save_image
from practices.imports.placing import CHOICES, LINES, PLAIN_PARTS
from practices.models import Attachment, DerivedFrom, EvidenceFile, Policy, PracticePage
from practices.permissions import may_read
from practices.serializers import LONG_TEXTS, TERM_FIELDS
from vocabulary.models import Term

DATES = ("started_on", "ended_on")


def fill(page: PracticePage, content: Mapping[str, Any], *, city: City, by: User | None) -> None:
    _fill_facts(page, content, city)
    for name, scheme in TERM_FIELDS.items():
        if name in content:
            getattr(page, name).set(Term.objects.filter(scheme=scheme, code__in=content[name]))
    if "keywords" in content:
        page.keywords.set(content["keywords"])
    for relation in PLAIN_PARTS:
        if relation in content:
            _set(page, relation, [_typed(relation, row) for row in content[relation]])
    for relation, refer in (("policy_citations", _citation), ("transfer_ranges", _range)):
        if relation in content:
            _set(page, relation, [refer(row) for row in content[relation]])
    if "derived_from" in content:
        _set(page, "derived_from", [_source(page, row, by) for row in content["derived_from"]])


def _fill_facts(page: PracticePage, content: Mapping[str, Any], city: City) -> None:
    for name in {*LINES, *CHOICES, *LONG_TEXTS} & content.keys():
        setattr(page, name, content[name])
    for name in {*DATES} & content.keys():
        setattr(page, name, date.fromisoformat(content[name]))
    if "district" in content:
        page.district = District.objects.filter(city=city, code=content["district"]).first()
    if "bureau" in content:
        page.bureau = Bureau.objects.filter(city=city, pk=content["bureau"]).first()


def _set(page: PracticePage, relation: str, rows: list[dict[str, Any]]) -> None:
    """A row that says the same as before in its first column is the same row: who refers to its key keeps it."""
    model = PracticePage._meta.get_field(relation).related_model
    keys = {_first(row): row.key for row in getattr(page, relation).all()}
    made = []
    for number, values in enumerate(rows):
        row = model(**values, sort_order=number)
        if key := keys.pop(_first(row), None):
            row.key = key
        made.append(row)
    getattr(page, relation).set(made)


def _first(row: Any) -> Any:
    names = ("name", "title", "text", "policy_id", "metric_id", "image_id", "document_id", "url")
    return next((getattr(row, name) for name in names if getattr(row, name, None)), None)


def _typed(relation: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A revision is written before the database has made types of what is given."""
    model = PracticePage._meta.get_field(relation).related_model
    return {name: _as(model._meta.get_field(name), value) for name, value in row.items()}


def _as(of: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(of, DecimalField):
        return Decimal(value)
    return date.fromisoformat(value) if isinstance(of, DateField) else value


def _citation(row: Mapping[str, Any]) -> dict[str, Any]:
    """By number, then by title; what no city has registered yet is registered."""
    policies = Policy.objects.order_by("pk")
    found = row["number"] and policies.filter(number=row["number"], title=row["title"]).first()
    found = found or policies.filter(title=row["title"]).first()
    found = found or Policy.objects.create(title=row["title"], number=row["number"])
    return {"policy": found, "clause": row["clause"]}


def _range(row: Mapping[str, Any]) -> dict[str, Any]:
    values = _typed("transfer_ranges", {name: value for name, value in row.items() if name != "metric"})
    return {"metric": ProfileMetric.objects.get(code=row["metric"]), **values}


def _source(page: PracticePage, row: Mapping[str, Any], by: User | None) -> dict[str, Any]:
    """A case is linked only where this person may read it; else its name alone is kept."""
    kind = row.get("kind") or DerivedFrom.Kind.EXTERNAL
    values = {"kind": kind, "title": row.get("title") or "", "url": row.get("url") or ""}
    if kind == DerivedFrom.Kind.PRACTICE:
        found = PracticePage.objects.filter(uuid=row["source_uuid"]).first() if _is_uuid(row["source_uuid"]) else None
        if found is not None and found.pk != page.pk and may_read(by, found):
            return {**values, "practice": found, "source_uuid": found.uuid, "title": found.title[:120], "url": ""}
        values["kind"] = DerivedFrom.Kind.EXTERNAL
    return values


def _is_uuid(text: str) -> bool:

    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


# --- files --------------------------------------------------------------------------------------------------------
def fill_files(
    page: PracticePage, content: Mapping[str, Any], draft: CaseDraft | None, *, city: City, by: User | None
) -> list[str]:
    """Files that came with the case, and those of the city's own that it names. Returns the names of the missing."""
    images = {PurePath(carried.name).name: carried for carried in draft.images} if draft else {}
    files = {PurePath(carried.name).name: carried for carried in draft.files} if draft else {}
    missing: list[str] = []
    if images or "images" in content:
        _set(page, "images", _images(content.get("images", []), images, city, by, missing))
    named = {PurePath(row["filename"]).name for row in content.get("evidence_files", [])}
    for relation, column in (("evidence_files", "description"), ("attachments", "title")):
        rows = list(content.get(relation, []))
        if relation == "attachments":
            listed = {PurePath(row["filename"]).name for row in rows}
            rows += [{"filename": name} for name in files if name not in named | listed]
        if rows:
            _set(page, relation, _documents(rows, column, files, city, by, missing))
    return missing


def _images(
    rows: list[dict[str, Any]], carried: Mapping[str, CarriedFile], city: City, by: User | None, missing: list[str]
) -> list[dict[str, Any]]:
    captions = {PurePath(row["filename"]).name: row.get("caption") or "" for row in rows}
    made = []
    for name in dict.fromkeys([*captions, *carried]):
        file = carried.get(name)
        image = save_image(file, city=city, by=by) if file else _own(AllianceImage, name, city)
        if image is None:
            missing.append(name)
        else:
            caption = captions.get(name) or (file.caption if file else "")
            made.append({"image": image, "caption": caption[:120]})
    return made


def _documents(
    rows: list[dict[str, Any]],
    column: str,
    carried: Mapping[str, CarriedFile],
    city: City,
    by: User | None,
    missing: list[str],
) -> list[dict[str, Any]]:
    model = EvidenceFile if column == "description" else Attachment
    longest = model._meta.get_field(column).max_length or 100
    made = []
    for row in rows:
        name = PurePath(row["filename"]).name
        file = carried.get(name)
        document = save_document(file, city=city, by=by) if file else _own(AllianceDocument, name, city)
        if document is None:
            missing.append(name)
        else:
            made.append({"document": document, column: (row.get(column) or "")[:longest]})
    return made


def _own(model: Any, name: str, city: City) -> Any:
    """A file of the city's own that goes by this name; the newest where there are several."""
    rows = model.objects.filter(collection=city.collection, file__endswith=f"/{name}").order_by("-pk")
    return rows.first()
