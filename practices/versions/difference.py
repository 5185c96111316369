"""Two versions of a case field by field, in the words of the editing form: what a reader would call the difference.

Rows of a part are matched by their key, which survives drafts (models/parts.py); fields by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import BuildingBlockFile, DerivedFrom, PracticePage
from practices.reading import HEADINGS
from practices.serializers import LONG_TEXTS, PARTS, PLAIN_FIELDS, TERM_FIELDS
from practices.templatetags.case_tags import figure
from practices.versions.texts import GONE, NEW, SAME, Piece, compare, fold
from vocabulary.richtext import stored_to_text
from vocabulary.selectors import all_terms

Content = Mapping[str, Any]
Cells = dict[Any, str]
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
#: Fields that are not read as they stand, in the order they come on the form.
DATES = ("started_on", "ended_on")
NAMES = {"bureau": gettext_lazy("责任单位"), "district_name": gettext_lazy("区县")}
#: Part → its name for readers, where the page has no heading of its own for it.
PART_NAMES = {
    "indicators": HEADINGS["outcomes"],
    "steps": gettext_lazy("步骤"),
    "building_blocks": HEADINGS["building_blocks"],
    "resources": HEADINGS["resources"],
    "conditions": gettext_lazy("逐条列出的条件"),
    "videos": gettext_lazy("视频"),
    "images": gettext_lazy("图片"),
    "attachments": gettext_lazy("附件"),
    "evidence_files": HEADINGS["evidence"],
    "policy_citations": HEADINGS["policies"],
    "transfer_ranges": gettext_lazy("适用城市的范围"),
    "derived_from": HEADINGS["sources"],
}
#: A value of so many characters is taken in at a glance: it is not marked within.
SHORT = 16
#: Columns that only a machine reads.
UNREAD_COLUMNS = ("source_uuid",)


@dataclass(frozen=True)
class Pair:
    """One value on both sides. `label` is empty where the section has but one."""

    label: str
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class Entry:
    """A field, or one row of a part."""

    state: str
    pairs: list[Pair]


@dataclass(frozen=True)
class Section:
    """`moved`: the same rows stand in another order."""

    label: str
    entries: list[Entry]
    moved: bool = False


def changed_labels(before: Content, after: Content) -> list[str]:
    """Names of the fields that differ, without looking into them: what a list of versions says of each."""
    return [str(label) for name, label in _fields() if _plain(name, before) != _plain(name, after)]


def difference(before: Content, after: Content, *, known_cases: Collection[str] = ()) -> list[Section]:
    """Both in today's shape (shapes.in_todays_shape). `known_cases`: uuids of the cited cases this reader may know; of
    the others only is said that there is one."""
    found = [_section(name, str(label), before, after, known_cases) for name, label in _fields()]
    return [section for section in found if section is not None]


def cited_cases(*contents: Content) -> set[str]:
    rows = [row for content in contents for row in content["derived_from"]]
    return {row["source_uuid"] for row in rows if row["source_uuid"]}


def _fields() -> Iterator[tuple[str, Any]]:
    """Every field a version holds, as the page has them: the head, the story, its rows."""
    field = PracticePage._meta.get_field
    yield "title", _("案例名称")
    yield from ((name, field(name).verbose_name) for name in PLAIN_FIELDS if name != "title")
    yield from NAMES.items()
    yield from ((name, field(name).verbose_name) for name in DATES)
    yield from ((name, field(name).verbose_name) for name in TERM_FIELDS)
    yield "keywords", field("keywords").verbose_name
    yield from ((name, field(name).verbose_name) for name in LONG_TEXTS)
    yield from PART_NAMES.items()


def _plain(name: str, content: Content) -> Any:
    return stored_to_text(content[name] or "") if name in LONG_TEXTS else content[name]


def _section(name: str, label: str, before: Content, after: Content, known_cases: Collection[str]) -> Section | None:
    if before[name] == after[name]:
        return None
    if name in PARTS:
        return _part(label, partial(_cells, name, known_cases), before[name], after[name])
    old, new = _value(name, before[name]), _value(name, after[name])
    return Section(label, [Entry(_state(old, new), [_pair("", old, new)])]) if old != new else None


def _part(label: str, cells: Callable[[Content], Cells], before: list[Content], after: list[Content]) -> Section | None:
    old, new = {row["key"]: row for row in before}, {row["key"]: row for row in after}
    entries = [_entry(CHANGED, cells(old[key]), cells(new[key])) for key in new if key in old and old[key] != new[key]]
    entries += [_entry(ADDED, {}, cells(row)) for key, row in new.items() if key not in old]
    entries += [_entry(REMOVED, cells(row), {}) for key, row in old.items() if key not in new]
    entries = [entry for entry in entries if entry.pairs]
    moved = [key for key in old if key in new] != [key for key in new if key in old]
    return Section(label, entries, moved) if entries or moved else None


def _entry(state: str, old: Cells, new: Cells) -> Entry:
    """Of a changed row the cells that differ, after the one that names it; of a new or gone one, all it holds."""
    labels = list(dict.fromkeys([*old, *new]))
    differing = [label for label in labels if old.get(label, "") != new.get(label, "")]
    shown = [label for label in labels[:1] if differing and state == CHANGED] + differing
    return Entry(state, [_pair(str(label), old.get(label, ""), new.get(label, "")) for label in dict.fromkeys(shown)])


def _pair(label: str, old: str, new: str) -> Pair:
    if old == new:
        return Pair(label, [Piece(SAME, old)], [Piece(SAME, new)])
    if not old or not new or max(len(old), len(new)) <= SHORT:
        return Pair(label, [Piece(GONE, old)] if old else [], [Piece(NEW, new)] if new else [])
    left, right = compare(old, new)
    return Pair(label, fold(left), fold(right))


def _state(old: str, new: str) -> str:
    if not old:
        return ADDED
    return CHANGED if new else REMOVED


# --- values in words ----------------------------------------------------------------------------------------------
def _value(name: str, value: Any) -> str:
    if name in LONG_TEXTS:
        return stored_to_text(value or "")
    if name in TERM_FIELDS:
        return "、".join(_term_names(TERM_FIELDS[name], value))
    if name == "keywords":
        return "、".join(value)
    if name in DATES:
        return _day(value)
    choices: dict[Any, Any] = {} if name in NAMES else _choices(PracticePage, name)
    return str(choices.get(value, value or ""))


def _term_names(scheme: str, codes: list[str]) -> list[str]:
    names = {term.code: str(term) for term in all_terms().values() if term.scheme == scheme}
    return [names.get(code, code) for code in codes]


def _day(value: str | None) -> str:
    day = parse_date(value or "")
    return date_format(day, "DATE_FORMAT") if day else ""


def _choices(model: Any, name: str) -> dict[Any, Any]:
    return dict(model._meta.get_field(name).choices or ())


def _cells(part: str, known_cases: Collection[str], row: Content) -> Cells:
    """A row of a part as label → words; what it refers to comes first, since it names the row."""
    if part == "derived_from" and not _is_known(row, known_cases):
        return {_("名称"): _("未对您公开的案例")}
    model = PracticePage._meta.get_field(part).related_model
    columns = [name for name in PARTS[part] if name not in UNREAD_COLUMNS]
    cells: Cells = _references(part, row)
    cells |= {model._meta.get_field(name).verbose_name: _cell(model, name, row.get(name)) for name in columns}
    if part == "building_blocks":
        cells[_("模块文件")] = "\n".join(_file(file) for file in row["files"])
    return {label: words for label, words in cells.items() if words}


def _is_known(row: Content, known_cases: Collection[str]) -> bool:
    return row["kind"] != DerivedFrom.Kind.PRACTICE or row["source_uuid"] in known_cases


def _references(part: str, row: Content) -> Cells:
    if part == "images":
        return {_("图片"): _numbered(row["alt"], row["image"])}
    if part in ("attachments", "evidence_files"):
        return {_("文件"): _numbered(row["name"], row["document"])}
    if part == "policy_citations":
        return {_("法规政策"): f"{row['title']} {row['number']}".strip()}
    if part == "transfer_ranges":
        return {_("城市概况指标"): f"{row['name']}（{row['metric_unit']}）" if row["metric_unit"] else row["name"]}
    return {}


def _file(file: Content) -> str:
    kind = _choices(BuildingBlockFile, "kind").get(file["kind"], "")
    return f"{kind}：{_numbered(file['name'], file['document'])}"


def _numbered(name: str, number: int) -> str:
    """Two files may go by one name: the number tells that one was put in the place of the other."""
    return _("%(name)s（文件号 %(number)s）") % {"name": name, "number": number}


def _cell(model: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    field = model._meta.get_field(name)
    kind = field.get_internal_type()
    if field.choices:
        return str(_choices(model, name).get(value, value))
    if kind == "BooleanField":
        return _("是") if value else _("否")
    if kind == "DecimalField":
        return figure(Decimal(value))
    if kind == "DateField":
        return _day(value)
    return "、".join(value) if isinstance(value, list) else str(value)
