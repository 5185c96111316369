"""The texts of a case that others will read, one paragraph at a time, with the place each stands in."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from practices.quality.findings import Where, numbered
from practices.serializers import LONG_TEXTS

#: Relation -> columns that hold words.
WORDS = {
    "indicators": ("name", "unit", "source"),
    "steps": ("title", "body", "period"),
    "building_blocks": ("name", "how", "enabling_factors", "lesson"),
    "resources": ("name",),
    "conditions": ("text",),
    "videos": ("title",),
    "images": ("caption",),
    "attachments": ("title",),
    "evidence_files": ("description",),
    "policy_citations": ("clause",),
    "derived_from": ("title",),
}
_BLOCK_END = re.compile(r"</(?:p|li|h\d|blockquote|td|tr)>|<br\s*/?>|\n", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


#: Findings of one rule in one paragraph after which nobody needs to look further.
ENOUGH = 50


@dataclass(frozen=True)
class Passage:
    """One paragraph. Letters and digits in full width are made plain, so that no rule has to know both."""

    where: Where
    text: str


def passages(content: dict[str, Any]) -> Iterator[Passage]:
    for name in ("title", "summary", *LONG_TEXTS):
        yield from (Passage(Where(name), text) for text in paragraphs(content.get(name)))
    for relation, columns in WORDS.items():
        for number, row in numbered(content, relation):
            for column in columns:
                where = Where(relation, number, column)
                yield from (Passage(where, text) for text in paragraphs(row.get(column)))


def paragraphs(markup: Any) -> list[str]:
    """The words of each block of a long text, without markup; empty ones left out."""
    blocks = (html.unescape(_TAG.sub("", block)) for block in _BLOCK_END.split(str(markup or "")))
    plain = (_plain(block).strip() for block in blocks)
    return [text for text in plain if text]


def _plain(text: str) -> str:
    """Full-width letters, digits and signs one for one; Chinese punctuation stays as it is."""
    return "".join(_narrow(character) if "！" <= character <= "～" else character for character in text)


def _narrow(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isalnum() or plain in "+-*" else character
