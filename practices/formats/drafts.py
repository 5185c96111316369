"""A case as it stands in a file: what a reader found, what a writer puts down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Finding:
    """Something to tell the person about: where it stands (a heading, row 12, 成效指标第 3 行) and what to do. An
    error keeps the case out; a warning and a note do not."""

    level: Literal["error", "warning", "note"]
    where: str
    message: str


@dataclass(frozen=True)
class CarriedFile:
    """A file inside a document or an archive, by the name it goes under there."""

    name: str
    content: bytes
    caption: str = ""


@dataclass
class CaseDraft:
    """One case. `fields` has keys and shapes of practices.serializers.serialize (long texts as HTML of the allow-list,
    terms as codes, dates and numbers as text, rows as dictionaries) and contact_name, contact_phone, contact_email.
    Absent means that the file says nothing of it. `unplaced` is text that belongs nowhere: kept, never lost.
    `source` says which file and row it is, the same when the same file comes again."""

    source: str
    fields: dict[str, Any] = field(default_factory=dict)
    images: list[CarriedFile] = field(default_factory=list)
    files: list[CarriedFile] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
