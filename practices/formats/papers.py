"""One case ready for paper: words and rows under the headings of headings.py, from which every writer draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from practices.formats.headings import FACTS, SECTIONS, TABLES, Heading
from practices.formats.rich import Block, blocks_of, writable
from practices.models.page import KIND_LABELS, STAGE_LABELS, Visibility
from practices.models.parts import DerivedFrom, OutcomeIndicator, Resource

#: Between several values of one field.
COMMA = "、"
CHOICES: dict[str, Mapping[str, Any]] = {
    "kind": KIND_LABELS,
    "stage": STAGE_LABELS,
    "visibility": dict(Visibility.choices),
    "indicators.better": dict(OutcomeIndicator.Better.choices),
    "resources.kind": dict(Resource.Kind.choices),
    "resources.recurrence": dict(Resource.Recurrence.choices),
    "derived_from.kind": dict(DerivedFrom.Kind.choices),
}
#: Columns that hold figures; what is written in them can be counted with.
FIGURES = frozenset({"before", "after", "amount", "minimum", "maximum"})
NARROWEST, WIDEST = 10, 60
#: Columns of the tables whose value the version keeps under another key.
KEPT_AS = {"transfer_ranges.metric": "name"}


@dataclass(frozen=True)
class Fact:
    """`day` beside its words, where the fact is a date."""

    heading: Heading
    text: str
    day: date | None = None


@dataclass(frozen=True)
class Table:
    """`names` of the columns as in headings.TABLES, `labels` what they are called; rows of the same length."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """`content` is a PNG or a JPEG; None where the file could not be read."""

    filename: str
    content: bytes | None
    caption: str = ""


@dataclass(frozen=True)
class Section:
    heading: Heading
    label: str
    blocks: tuple[Block, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Paper:
    """`number` is the short id of the case, `address` leads to it. `version` and `published` are of the version.
    `facts` and `sections` are those that hold something."""

    title: str
    city: str
    unit: str
    number: str
    address: str
    version: int | None
    published: date | None
    site: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...] = ()

    def fact(self, name: str) -> str:
        return next((fact.text for fact in self.facts if fact.heading.name == name), "")


@dataclass(frozen=True)
class Beside:
    """What a version does not say in words. `terms`: field → names. `contact`: field → value, empty where the reader may
    not know it. `sources`: rows of derived_from that the reader may know."""

    city: str
    number: str
    address: str
    site: str
    base: str
    version: int | None = None
    published: date | None = None
    terms: Mapping[str, list[str]] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    sources: list[Mapping[str, Any]] = field(default_factory=list)
    pictures: tuple[Picture, ...] = ()


def paper_of(content: Mapping[str, Any], beside: Beside) -> Paper:
    """From what practices.serializers makes. Words are those of the language that is active."""
    content = {**content, "derived_from": beside.sources}
    facts = [_fact(heading, content, beside) for heading in FACTS]
    sections = [_section(heading, content, beside) for heading in SECTIONS if heading.name != "images"]
    return Paper(
        title=_line(content["title"]),
        city=beside.city,
        unit=_line(content.get("bureau") or beside.city),
        number=beside.number,
        address=beside.address,
        version=beside.version,
        published=beside.published,
        site=beside.site,
        facts=tuple(fact for fact in facts if fact.text),
        sections=tuple(section for section in sections if section.blocks or section.table),
        pictures=beside.pictures,
    )


def _fact(heading: Heading, content: Mapping[str, Any], beside: Beside) -> Fact:
    if heading.shape == "date":
        day = parse_date(content.get(heading.name) or "")
        return Fact(heading, day_in_words(day) if day else "", day)
    return Fact(heading, _line(_words(heading, content, beside)))


def _words(heading: Heading, content: Mapping[str, Any], beside: Beside) -> str:
    name = heading.name
    if name == "city":
        return beside.city
    if name.startswith("contact_"):
        return beside.contact.get(name) or ""
    if heading.shape == "terms":
        return COMMA.join(beside.terms.get(name) or [])
    value = content.get("district_name" if name == "district" else name) or ""
    if heading.shape == "words":
        return COMMA.join(value)
    return str(CHOICES[name].get(value, value)) if heading.shape == "choice" else value


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _section(heading: Heading, content: Mapping[str, Any], beside: Beside) -> Section:
    label = str(heading.label)
    if heading.shape == "text":
        return Section(heading, label, blocks=blocks_of(content.get(heading.name) or "", base=beside.base))
    rows = content.get(heading.name) or []
    return Section(heading, label, table=table_of(heading.name, rows) if rows else None)


def table_of(relation: str, rows: list[Mapping[str, Any]]) -> Table:
    columns = TABLES[relation]
    written = tuple(tuple(_cell(relation, column.name, row) for column in columns) for row in rows)
    return Table(tuple(column.name for column in columns), tuple(str(column.label) for column in columns), written)


def column_widths(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column a share of the whole, by the longest line in it: neither a thread nor the whole table."""
    columns = zip(labels, *rows, strict=True)
    return [min(WIDEST, max(NARROWEST, *map(_width, column))) for column in columns]


def _width(text: str) -> int:
    """In halves of a Chinese character."""
    return max((sum(1 if letter.isascii() else 2 for letter in line) for line in text.split("\n")), default=0)


def _cell(relation: str, name: str, row: Mapping[str, Any]) -> str:
    value = row.get(KEPT_AS.get(f"{relation}.{name}", name))
    if value is None:
        return ""
    write = _writer(relation, name)
    return write(value)


def _writer(relation: str, name: str) -> Callable[[Any], str]:
    choices = CHOICES.get(f"{relation}.{name}")
    if choices is not None:
        return lambda value: str(choices.get(value, value))
    if name in FIGURES:
        return lambda value: f"{Decimal(value).normalize():f}"
    if name == "essential":
        return lambda value: _("是") if value else _("否")
    if name == "choices":
        return lambda value: _line(COMMA.join(value))
    return lambda value: writable(str(value)).replace("\r\n", "\n").strip()


def _line(text: str) -> str:
    return " ".join(writable(str(text)).split())
