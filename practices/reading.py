"""A case as its page shows it, made from the content of a version (practices.serializers) or of a draft in preview.

One shape for the live page, for an older version and for a preview: the page needs one row for all its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import SourceImageIOError
from wagtail.rich_text import expand_db_html

from cities.models import City
from cities.selectors import cities_by_id
from config.remembered import remembered, remembered_each
from files.models import AllianceImage, Rendition
from practices.models.page import KIND_LABELS, STAGE_LABELS
from practices.models.parts import BuildingBlockFile, OutcomeIndicator, Resource
from practices.models.policies import Policy
from practices.models.records import PracticeVersion
from practices.serializers import LONG_TEXTS, SCHEMA_VERSION, TERM_FIELDS, serialize
from vocabulary.models import Term
from vocabulary.richtext import stored_to_text
from vocabulary.selectors import all_terms

if TYPE_CHECKING:
    from practices.models import PracticePage

Row = Mapping[str, Any]
#: Versions and their stories kept in memory by each process: 50 KiB each at most, as a rule 15.
KEPT = 300
#: The size the page shows pictures in.
IMAGE_SIZE = "max-1200x900"
#: Characters a minute, of official prose read on a screen with care.
READING_SPEED = 400
#: Fewer sections than this are seen at a glance: no list of contents.
WORTH_CONTENTS = 4
#: In the order of the page: the story first, then what another city needs to do the same.
HEADINGS = {
    "context": _("背景与问题"),
    "aims": _("目标与服务对象"),
    "approach": _("主要做法"),
    "outcomes": _("成效"),
    "difficulties": _("难点失误与风险"),
    "building_blocks": _("可复用模块"),
    "governance": _("体制机制与部门协同"),
    "resources": _("投入"),
    "policies": _("法规政策依据"),
    "conditions": _("成功条件"),
    "transferability": _("可推广性与适用城市"),
    "adaptation": _("本地化建议"),
    "sustainability": _("长效机制"),
    "lessons": _("经验启示"),
    "novelty": _("创新点"),
    "evidence": _("佐证材料"),
    "files": _("附件与视频"),
    "sources": _("借鉴来源"),
}

CLOSING = ("adaptation", "sustainability", "lessons", "novelty")
FACTS = {
    "lifecycle_stages": _("管理环节"),
    "loop_phases": _("闭环阶段"),
    "root_problems": _("针对问题"),
    "actors": _("参与主体"),
}


@dataclass(frozen=True)
class Bar:
    """One indicator as two bars; lengths in per cent of the longer one."""

    indicator: OutcomeIndicator
    before_length: int
    after_length: int


@dataclass(frozen=True)
class Picture:
    address: str
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True)
class Amount:
    kind: str
    name: str
    amount: Decimal | None
    unit: str
    recurrence: str


@dataclass(frozen=True)
class Range:
    """A line of the city profile and the values the case is meant for."""

    metric: str
    unit: str
    minimum: Decimal | None
    maximum: Decimal | None
    choices: list[str]


@dataclass(frozen=True)
class Reading:
    """`content` as practices.serializers makes it; `number` and `published_at` of the version, None for a draft."""

    content: Row
    number: int | None = None
    published_at: Any = None
    pictures: list[Picture] = field(default_factory=list)

    @cached_property
    def texts(self) -> dict[str, SafeString]:
        """The long texts that hold something, ready for the page, by field."""
        return {name: _html(text) for name in LONG_TEXTS if (text := self.content.get(name))}

    @cached_property
    def terms(self) -> dict[str, list[Term]]:
        return {name: _terms(name, self.content.get(name) or []) for name in TERM_FIELDS}

    @property
    def facts(self) -> list[tuple[Any, list[Term]]]:
        return [(label, self.terms[name]) for name, label in FACTS.items() if self.terms[name]]

    @property
    def city(self) -> City | None:
        return next((city for city in cities_by_id().values() if city.code == self.content["city"]), None)

    @property
    def kind_label(self) -> Any:
        return KIND_LABELS.get(self.content["kind"], self.content["kind"])

    @property
    def stage_label(self) -> Any:
        return STAGE_LABELS.get(self.content["stage"], self.content["stage"])

    @cached_property
    def started(self) -> date | None:
        return parse_date(self.content.get("started_on") or "")

    @cached_property
    def ended(self) -> date | None:
        return parse_date(self.content.get("ended_on") or "")

    @cached_property
    def indicators(self) -> list[OutcomeIndicator]:
        return [figures_of(row) for row in self.content.get("indicators") or []]

    @cached_property
    def bars(self) -> list[Bar]:
        return [_bar(row) for row in self.indicators]

    @cached_property
    def resources(self) -> list[Amount]:
        kinds, recurrences = dict(Resource.Kind.choices), dict(Resource.Recurrence.choices)
        return [
            Amount(
                kinds.get(row["kind"], ""),
                row["name"],
                _number(row["amount"]),
                row["unit"],
                recurrences.get(row["recurrence"], ""),
            )
            for row in self.content.get("resources") or []
        ]

    @cached_property
    def blocks(self) -> list[Row]:
        kinds = dict(BuildingBlockFile.Kind.choices)
        return [
            {**row, "files": [{**file, "kind": kinds.get(file["kind"], "")} for file in row.get("files") or []]}
            for row in self.content.get("building_blocks") or []
        ]

    @cached_property
    def ranges(self) -> list[Range]:
        return [
            Range(row["name"], row["metric_unit"], _number(row["minimum"]), _number(row["maximum"]), row["choices"])
            for row in self.content.get("transfer_ranges") or []
        ]

    @cached_property
    def policies(self) -> list[Row]:
        """Cited as they were named; whether one has been repealed since is asked of the record."""
        rows = self.content.get("policy_citations") or []
        today = Policy.objects.select_related("replaced_by").in_bulk([row["policy"] for row in rows]) if rows else {}
        return [{**row, "record": today.get(row["policy"])} for row in rows]

    @cached_property
    def source_ids(self) -> set[str]:
        """Uuids of the cases this one learnt from."""
        rows = self.content.get("derived_from") or []
        return {row["source_uuid"] for row in rows if row["kind"] == "practice" and row["source_uuid"]}

    @cached_property
    def headings(self) -> list[tuple[str, Any]]:
        """Anchor and heading of the sections that hold something."""
        return [(name, label) for name, label in HEADINGS.items() if self._holds(name)]

    @property
    def closing(self) -> list[tuple[str, Any, SafeString]]:
        """The sections after the conditions: anchor, heading, text."""
        return [(name, HEADINGS[name], self.texts[name]) for name in CLOSING if name in self.texts]

    @property
    def has_contents(self) -> bool:
        return len(self.headings) >= WORTH_CONTENTS

    @cached_property
    def minutes(self) -> int:
        """Reading time of the long texts."""
        return max(1, round(sum(len(self.content.get(name) or "") for name in LONG_TEXTS) / READING_SPEED))

    def _holds(self, name: str) -> bool:
        has = self.content.get
        parts: dict[str, tuple[str, ...]] = {
            "approach": ("approach", "steps"),
            "outcomes": ("indicators",),
            "policies": ("policy_citations",),
            "conditions": ("conditions", "conditions_text"),
            "transferability": ("transferability", "transfer_ranges"),
            "evidence": ("evidence_files",),
            "sources": ("derived_from",),
            "files": ("attachments", "videos"),
        }
        return any(has(part) for part in parts.get(name, (name,)))

    def as_text(self, *, city: str, address: str) -> str:
        """Plain text for a report or a message, in the order a superior reads it."""
        lines = [f"【{self.content['title']}】", f"{city}{self.content.get('bureau') or ''}", self.content["summary"]]
        lines += _labelled(HEADINGS["context"], [stored_to_text(self.content.get("context") or "")])
        lines += _labelled(HEADINGS["approach"], self._steps() or [stored_to_text(self.content.get("approach") or "")])
        lines += _labelled(HEADINGS["outcomes"], [_in_words(row) for row in self.indicators])
        lines += _labelled(HEADINGS["lessons"], [stored_to_text(self.content.get("lessons") or "")])
        return "\n".join(filter(None, [*lines, address]))

    def _steps(self) -> list[str]:
        rows = self.content.get("steps") or []
        return [f"{number}. {row['title']}：{row['body']}" for number, row in enumerate(rows, 1)]


def reading_of(page: PracticePage, *, is_preview: bool = False) -> Reading:
    """The latest published version; where there is none in today's shape, and in previews, the page as it stands."""
    published = None if is_preview or not page.pk else latest_version(page.pk)
    return published or _with_pictures(Reading(serialize(page)))


@remembered_each(KEPT)
def latest_version(practice: int) -> Reading | None:
    """By id of the case; None where the latest version has another shape than today's."""
    versions = PracticeVersion.objects.filter(practice=practice).order_by("-number")
    row = versions.values_list("content", "number", "published_at", "schema_version").first()
    return _with_pictures(Reading(*row[:3])) if row and row[3] == SCHEMA_VERSION else None


def reading_of_version(content: Row, number: int, published_at: Any) -> Reading:
    """Of any version; `content` in today's shape (practices.versions.shapes)."""
    return _with_pictures(Reading(content, number, published_at))


def _with_pictures(reading: Reading) -> Reading:
    """One query for any number of pictures; one more when a size has yet to be made."""
    rows = reading.content.get("images") or []
    if rows:
        reading.pictures.extend(_pictures(rows))
    return reading


def _pictures(rows: Iterable[Row]) -> list[Picture]:
    wanted = [row["image"] for row in rows]
    renditions = Rendition.objects.filter(filter_spec=IMAGE_SIZE, image__in=wanted)
    made = {rendition.image_id: rendition for rendition in renditions}
    missing = set(wanted) - made.keys()
    if missing:
        made |= {image.pk: size for image in AllianceImage.objects.filter(pk__in=missing) if (size := _made(image))}
    return [
        Picture(found.url, found.width, found.height, row["alt"], row["caption"])
        for row in rows
        if (found := made.get(row["image"]))
    ]


def _made(image: AllianceImage) -> Rendition | None:
    """None where the file is gone: a case is read without its picture."""
    try:
        return image.get_rendition(IMAGE_SIZE)
    except SourceImageIOError:
        return None


def _html(markup: str) -> SafeString:
    """Sanitised when it was saved (vocabulary.richtext). Only links to pages and files need Wagtail's rewriting."""
    return mark_safe(expand_db_html(markup) if "linktype" in markup else markup)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def figures_of(row: Row) -> OutcomeIndicator:
    """`row` of `indicators` in the content of a version."""
    return OutcomeIndicator(
        name=row["name"],
        unit=row["unit"],
        before=_number(row["before"]),
        after=_number(row["after"]),
        measured_on=parse_date(row["measured_on"] or ""),
        source=row["source"],
        better=row["better"],
    )


def _bar(indicator: OutcomeIndicator) -> Bar:
    before, after = abs(indicator.before or 0), abs(indicator.after or 0)
    longest = max(before, after) or 1
    return Bar(indicator, round(100 * before / longest), round(100 * after / longest))


def _terms(field: str, codes: list[str]) -> list[Term]:
    """A version keeps the codes of its day; a term that was merged since is read as the one it went into."""
    scheme, known, by_id = TERM_FIELDS[field], _terms_by_code(), all_terms()
    found: dict[int, Term] = {}
    for code in codes:
        term = known.get((scheme, code))
        if term is not None:
            term = by_id.get(term.successor_id or term.pk, term)
            found[term.pk] = term
    return list(found.values())


@remembered
def _terms_by_code() -> dict[tuple[str, str], Term]:
    return {(term.scheme, term.code): term for term in all_terms().values()}


def _labelled(label: Any, lines: list[str]) -> list[str]:
    kept = [line for line in lines if line]
    return [f"{label}：", *kept] if kept else []


def _in_words(row: OutcomeIndicator) -> str:
    before = "" if row.before is None else f"{row.before.normalize():f}"
    after = "" if row.after is None else f"{row.after.normalize():f}"
    return f"{row.name}：{before or '—'} → {after or '—'} {row.unit}"
