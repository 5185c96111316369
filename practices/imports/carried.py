"""Pictures and documents that come with a case, under the rules of every upload: kind by content, size, pixels."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from accounts.models import User
from cities.models import City
from files.models import AllianceDocument, AllianceImage
from practices.formats.drafts import CarriedFile, CaseDraft, Finding

LONGEST_TITLE = 100


def check(draft: CaseDraft, *, city: City, by: User | None) -> tuple[list[dict[str, str]], list[Finding]]:
    """What will be kept, by name and digest, and what is to be said of the rest."""
    kept, findings = [], []
    for kind, carried in _all(draft):
        problem = _problem(kind, carried, city, by)
        if problem:
            message = _("%(problem)s 这个文件没有导入。") % {"problem": problem}
            findings.append(Finding("warning", carried.name, message))
        else:
            kept.append({"kind": kind, "name": carried.name, "sha256": hashlib.sha256(carried.content).hexdigest()})
    return kept, findings


def _all(draft: CaseDraft) -> list[tuple[str, CarriedFile]]:
    return [*(("image", carried) for carried in draft.images), *(("document", carried) for carried in draft.files)]


def _problem(kind: str, carried: CarriedFile, city: City, by: User | None) -> str:
    form = _form(kind, carried, city, by)
    return "" if form.is_valid() else " ".join(str(error) for errors in form.errors.values() for error in errors)


def _form(kind: str, carried: CarriedFile, city: City, by: User | None) -> Any:
    """The form of the editing pages, so that an upload is judged in one place."""
    model, form_class = (
        (AllianceImage, get_image_form(AllianceImage))
        if kind == "image"
        else (AllianceDocument, get_document_form(AllianceDocument))
    )
    file = SimpleUploadedFile(PurePath(carried.name).name, carried.content)
    title = (carried.caption or PurePath(carried.name).stem)[:LONGEST_TITLE] or _("未命名")
    form = form_class(
        {"title": title, "collection": city.collection_id},
        {"file": file},
        instance=model(uploaded_by_user=by, collection=city.collection),
        user=by,
    )
    for name in set(form.fields) - {"title", "file", "collection"}:
        form.fields[name].required = False
    return form


def save_image(carried: CarriedFile, *, city: City, by: User | None) -> AllianceImage | None:
    """One that the city has already is used again."""
    found = AllianceImage.objects.filter(collection=city.collection, file_hash=_sha1(carried.content)).first()
    return found or _saved("image", carried, city, by)


def save_document(carried: CarriedFile, *, city: City, by: User | None) -> AllianceDocument | None:
    found = AllianceDocument.objects.filter(collection=city.collection, file_hash=_sha1(carried.content)).first()
    return found or _saved("document", carried, city, by)


def _saved(kind: str, carried: CarriedFile, city: City, by: User | None) -> Any:
    form = _form(kind, carried, city, by)
    if not form.is_valid():
        return None
    form.instance.collection = city.collection
    return form.save()


def _sha1(content: bytes) -> str:
    """Wagtail's way to know a file again; no secret rests on it."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
