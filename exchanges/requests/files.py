"""Files that come with an answer: uploads under the rules of the editing pages, as open as the request."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection

from accounts.models import User
from cities.models import City
from exchanges.models import Answer
from files.models import AllianceDocument
from files.permissions import register_file_rule

MOST_FILES = 5
TITLE_LENGTH = 100


def documents_of(uploads: Iterable[UploadedFile], *, city: City | None, by: User) -> list[AllianceDocument]:
    """Saved in the collection of the city. Raises ValidationError in words, naming the file; then none is kept, since the
    caller's transaction goes back."""
    given = list(uploads)
    if len(given) > MOST_FILES:
        raise ValidationError({"files": _("最多 %(most)s 个附件。") % {"most": MOST_FILES}})
    return [_saved(upload, city, by) for upload in given]


def _saved(upload: UploadedFile, city: City | None, by: User) -> AllianceDocument:
    """By the form of the editing pages, so that an upload is judged in one place; as nobody's, since members have no right
    to the collection there."""
    collection = city.collection if city else Collection.get_first_root_node()
    name = PurePath(upload.name or "").name
    form_class: Any = get_document_form(AllianceDocument)
    form = form_class(
        {"title": PurePath(name).stem[:TITLE_LENGTH] or _("未命名"), "collection": collection.pk},
        {"file": upload},
        instance=AllianceDocument(uploaded_by_user=by, collection=collection),
        user=None,
    )
    for field in set(form.fields) - {"title", "file", "collection"}:
        form.fields[field].required = False
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        raise ValidationError({"files": _("%(name)s：%(problem)s") % {"name": name, "problem": words}})
    form.instance.collection = collection
    document: AllianceDocument = form.save()
    return document


@register_file_rule
def carried_by_a_readable_answer(user: Any, file: Any) -> bool:
    if not isinstance(file, AllianceDocument):
        return False
    return Answer.objects.visible_to(user).filter(files=file).exists()
