"""The files whose words are searched with a case: its attachments and the files of its building blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q

from files.models import AllianceDocument
from practices.models import Attachment, BuildingBlockFile, PracticePage
from practices.querysets import PracticeQuerySet
from search.marks import FileText

PARTS = ("attachments__document", "building_blocks__files__document")


@dataclass(frozen=True)
class NamedFile:
    """`document` under the name its page gives it."""

    document: AllianceDocument
    title: str


def files_with(page: PracticePage) -> Iterator[FileText]:
    """Each once, with the name on the page and the file's own."""
    found: dict[int, FileText] = {}
    for row in page.attachments.all():
        found.setdefault(row.document_id, _text(row.document, row.title))
    for block in page.building_blocks.all():
        for row in block.files.all():
            found.setdefault(row.document_id, _text(row.document, ""))
    yield from found.values()


def _text(document: AllianceDocument, title: str) -> FileText:
    names = dict.fromkeys(filter(None, (title, document.title)))
    return FileText(document.pk, " ".join(names), document.text)


def cases_with(document: AllianceDocument) -> PracticeQuerySet:
    uses = Q(attachments__document=document.pk) | Q(building_blocks__files__document=document.pk)
    return PracticePage.objects.filter(uses).distinct()


def named_files(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], NamedFile]:
    """(page, document) → the file as it hangs on that page now; what does not is left out."""
    if not pairs:
        return {}
    pages, documents = {page for page, _document in pairs}, {document for _page, document in pairs}
    blocks = BuildingBlockFile.objects.filter(block__page__in=pages, document__in=documents)
    blocks = blocks.select_related("block", "document")
    found = {(row.block.page_id, row.document_id): NamedFile(row.document, row.document.title) for row in blocks}
    for row in Attachment.objects.filter(page__in=pages, document__in=documents).select_related("document"):
        found[row.page_id, row.document_id] = NamedFile(row.document, row.title or row.document.title)
    return found
