"""Versions for their screens: the list with what changed, one version to read, two to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from files.models import AllianceDocument, AllianceImage
from practices.models import PracticePage, PracticeVersion, VersionClosure
from practices.reading import Reading, reading_of_version
from practices.serializers import SCHEMA_VERSION, serialize
from practices.versions.difference import Section, changed_labels, cited_cases, difference
from practices.versions.permissions import may_see_draft, open_versions, readable_versions
from practices.versions.shapes import documents_of, images_of, in_todays_shape, with_only

PER_PAGE = 20
DRAFT = "draft"


@dataclass(frozen=True)
class Listed:
    """`changes` are names of fields, None where nothing older may be read to compare with, or this one is closed."""

    version: PracticeVersion
    changes: list[str] | None
    previous: int | None = None
    closure: VersionClosure | None = None


@dataclass(frozen=True)
class Side:
    """`number` is None for the draft."""

    number: int | None
    dated: Any
    content: dict[str, Any]

    @property
    def key(self) -> str:
        return DRAFT if self.number is None else str(self.number)


@dataclass(frozen=True)
class OldVersion:
    """One version as its page shows it; `closed_files` are no longer handed out, as no page of today shows them."""

    case: Reading
    latest: int
    previous: int | None
    following: int | None
    closed_files: int = 0

    @property
    def is_latest(self) -> bool:
        return self.case.number == self.latest


def content_of(version: PracticeVersion) -> dict[str, Any]:
    return in_todays_shape(version.content, version.schema_version)


def page_of_versions(user: Any, practice: PracticePage, number: Any) -> Page[Any]:
    """Of Listed, the newest first, each beside the open one before it that this reader may read; whatever `number` is,
    some page."""
    versions = readable_versions(user, practice).select_related("closure").order_by("-number")
    page: Page[Any] = Paginator(versions, PER_PAGE).get_page(number)
    rows = list(page.object_list)
    before = open_versions(user, practice).filter(number__lt=rows[-1].number).first() if rows else None
    listed = []
    for row in reversed(rows):
        if closure := getattr(row, "closure", None):
            listed.append(Listed(row, None, closure=closure))
        else:
            listed.append(_listed(row, before))
            before = row
    page.object_list = listed[::-1]
    return page


def _listed(version: PracticeVersion, before: PracticeVersion | None) -> Listed:
    if before is None:
        return Listed(version, None)
    return Listed(version, changed_labels(content_of(before), content_of(version)), before.number)


def numbers_of(user: Any, practice: PracticePage) -> list[int]:
    """Of the open ones, the newest first."""
    return list(open_versions(user, practice).order_by("-number").values_list("number", flat=True))


def version_of(user: Any, practice: PracticePage, number: int) -> OldVersion | None:
    """None where there is no such version for this reader."""
    numbers = numbers_of(user, practice)
    if number not in numbers:
        return None
    version = PracticeVersion.objects.get(practice=practice, number=number)
    latest, place = numbers[0], numbers.index(number)
    content, closed = content_of(version), 0
    if number != latest or not practice.live:
        content, closed = _with_open_files(user, practice, content)
    return OldVersion(
        reading_of_version(content, version.number, version.published_at),
        latest,
        previous=numbers[place + 1] if place + 1 < len(numbers) else None,
        following=numbers[place - 1] if place else None,
        closed_files=closed,
    )


def _with_open_files(user: Any, practice: PracticePage, content: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A file is as open as the live page that shows it (files.permissions); writers have all there are."""
    documents, images = documents_of(content), images_of(content)
    open_documents = set(AllianceDocument.objects.filter(pk__in=documents).values_list("pk", flat=True))
    open_images = set(AllianceImage.objects.filter(pk__in=images).values_list("pk", flat=True))
    if not may_see_draft(user, practice):
        shown_documents, shown_images = _shown_today(practice)
        open_documents, open_images = open_documents & shown_documents, open_images & shown_images
    closed = len(documents - open_documents) + len(images - open_images)
    return with_only(content, documents=open_documents, images=open_images), closed


def _shown_today(practice: PracticePage) -> tuple[set[int], set[int]]:
    """Documents and images of the live page."""
    latest = PracticeVersion.objects.filter(practice=practice).order_by("-number").first()
    if not practice.live or latest is None:
        return set(), set()
    content = content_of(latest)
    return documents_of(content), images_of(content)


def side_of(user: Any, practice: PracticePage, key: str) -> Side | None:
    """`key` is a number, or `draft` for the last thing its writers saved. None where it is not for this reader."""
    if key == DRAFT:
        return _draft(practice) if may_see_draft(user, practice) else None
    if not key.isdecimal() or len(key) > 6:
        return None
    version = open_versions(user, practice).filter(number=int(key)).first()
    return Side(version.number, version.published_at, content_of(version)) if version else None


def _draft(practice: PracticePage) -> Side | None:
    revision = practice.get_latest_revision()
    if revision is None:
        return None
    content = in_todays_shape(serialize(revision.as_object()), SCHEMA_VERSION)
    return Side(None, revision.created_at, content)


def compared(user: Any, left: Side, right: Side) -> list[Section]:
    """Within what the reader may know of the cases that are cited."""
    cited = cited_cases(left.content, right.content)
    known = PracticePage.objects.visible_to(user).filter(uuid__in=cited).values_list("uuid", flat=True) if cited else []
    return difference(left.content, right.content, known_cases={str(uuid) for uuid in known})
