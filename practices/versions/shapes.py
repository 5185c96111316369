"""Versions as they were kept, brought into the shape that today's page reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practices.serializers import LONG_TEXTS, PARTS, PLAIN_FIELDS, SCHEMA_VERSION, TERM_FIELDS

Content = Mapping[str, Any]
#: Parts whose rows in shape 1 did not say what they refer to; there is nothing of them to show.
UNNAMED_IN_1 = ("images", "attachments", "evidence_files", "policy_citations", "transfer_ranges", "derived_from")
#: Part → what holds the id of a document in its rows.
DOCUMENT_PARTS = ("attachments", "evidence_files")


def in_todays_shape(content: Content, schema_version: int) -> dict[str, Any]:
    """With every field of today's shape; what an older one did not have is empty. The row itself never changes."""
    found: dict[str, Any] = dict.fromkeys((*PLAIN_FIELDS, *LONG_TEXTS), "")
    found |= {name: [] for name in (*TERM_FIELDS, "keywords", *PARTS)}
    found |= dict.fromkeys(("city", "bureau", "district", "district_name", "started_on", "ended_on"))
    found |= content
    if schema_version < SCHEMA_VERSION:
        found |= {name: [] for name in UNNAMED_IN_1}
        found["building_blocks"] = [{"files": [], **row} for row in found["building_blocks"]]
    return found


def documents_of(content: Content) -> set[int]:
    """Ids of the documents a version names."""
    rows = [row for part in DOCUMENT_PARTS for row in content[part]]
    rows += [file for block in content["building_blocks"] for file in block["files"]]
    return {row["document"] for row in rows}


def images_of(content: Content) -> set[int]:
    return {row["image"] for row in content["images"]}


def with_only(content: Content, *, documents: set[int], images: set[int]) -> dict[str, Any]:
    """Without the files that are not among these: a link that leads to nothing helps nobody."""
    kept: dict[str, Any] = {
        part: [row for row in content[part] if row["document"] in documents] for part in DOCUMENT_PARTS
    }
    kept["images"] = [row for row in content["images"] if row["image"] in images]
    kept["building_blocks"] = [
        {**block, "files": [file for file in block["files"] if file["document"] in documents]}
        for block in content["building_blocks"]
    ]
    return {**content, **kept}
