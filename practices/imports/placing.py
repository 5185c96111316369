"""What a file says, as this site keeps it: names become terms, choices and records, what is too long is cut and kept,
what means nothing here is kept aside. Nothing is written yet."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import CharField, DecimalField, Field, URLField
from django.utils.translation import gettext as _
from django.utils.translation import override

from cities.models import City, ProfileMetric
from practices.formats.drafts import CaseDraft, Finding
from practices.formats.headings import FACTS, SECTIONS, TABLES
from practices.formats.matching import LANGUAGES, bare
from practices.models import PracticePage
from practices.models.page import TITLE_LENGTH
from practices.serializers import LONG_TEXTS, TERM_FIELDS
from vocabulary.models import Term
from vocabulary.richtext import sanitize

HEADINGS = {heading.name: heading for heading in (*FACTS, *SECTIONS)}
LINES = ("summary", "contact_name", "contact_phone", "contact_email")
CHOICES = ("kind", "stage", "visibility")
#: Parts whose rows are columns of their own and nothing else.
PLAIN_PARTS = ("indicators", "steps", "building_blocks", "resources", "conditions", "videos")
#: Without it a row says nothing.
NEEDED = {
    "indicators": "name",
    "steps": "title",
    "building_blocks": "name",
    "resources": "name",
    "conditions": "text",
    "videos": "url",
}
LONGEST_KEYWORD = 100


@dataclass
class Placed:
    """`content` is what saving.fill writes. `refusal` is why the case cannot be kept at all."""

    title: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refusal: str = ""

    def keep(self, where: Any, text: Any, message: str) -> None:
        """Not placed, not lost, and said."""
        self.unplaced.append(f"{where}：{text}")
        self.findings.append(Finding("warning", str(where), message))


class Placer:
    """Of one city; what many cases share is read once."""

    def __init__(self, city: City) -> None:
        self.city = city

    def place(self, draft: CaseDraft) -> Placed:
        placed = Placed(unplaced=list(draft.unplaced), findings=list(draft.findings))
        said = dict(draft.fields)
        placed.title = said.pop("title", "")
        placed.refusal = self._refusal(placed.title, said.pop("city", ""))
        if len(placed.title) > TITLE_LENGTH:
            placed.keep(_("案例名称"), placed.title, _("超过 100 个字，已截短，全文保留在备注里。"))
            placed.title = placed.title[:TITLE_LENGTH]
        self._place_lines(placed, said)
        self._place_unit(placed, said)
        self._place_dates(placed, said)
        for name in TERM_FIELDS:
            if name in said:
                self._place_terms(placed, name, said[name])
        if "keywords" in said:
            placed.content["keywords"] = [word[:LONGEST_KEYWORD] for word in said["keywords"]]
        for name in LONG_TEXTS:
            if said.get(name):
                placed.content[name] = sanitize(said[name])
        self._place_rows(placed, said)
        return placed

    def _refusal(self, title: str, city: str) -> str:
        if not title:
            return _("没有案例名称。请补上标题后重新上传。")
        if city and not self._is_own(city):
            others = {name for row in self.cities for name in _names(row)}
            if _short(city) in others:
                return _("文件里写的城市是“%(other)s”，不是%(own)s，不能导入到本市。") % self._cities(city)
            return _("没有“%(other)s”这个城市，请把城市改成%(own)s后重新上传。") % self._cities(city)
        return ""

    def _cities(self, other: str) -> dict[str, str]:
        return {"other": other[:20], "own": self.city.name}

    def _is_own(self, written: str) -> bool:
        return _short(written) in _names(self.city)

    # --- facts ----------------------------------------------------------------------------------------------------
    def _place_lines(self, placed: Placed, said: Mapping[str, Any]) -> None:
        for name in LINES:
            if text := said.get(name):
                placed.content[name] = _cut(placed, _model_field(PracticePage, name), HEADINGS[name].label, text)
        if email := placed.content.get("contact_email"):
            try:
                validate_email(email)
            except ValidationError:
                del placed.content["contact_email"]
                placed.keep(HEADINGS["contact_email"].label, email, _("不是有效的邮箱地址，没有填入。"))
        for name in CHOICES:
            if text := said.get(name):
                value = _choice(_model_field(PracticePage, name), text)
                if value is None:
                    placed.keep(HEADINGS[name].label, text, _offer(text, _labels(_model_field(PracticePage, name))))
                else:
                    placed.content[name] = value

    def _place_unit(self, placed: Placed, said: Mapping[str, Any]) -> None:
        for name, known, message in (
            ("district", self.districts, _("本市没有这个区县。")),
            ("bureau", self.bureaus, _("本市没有登记这个责任单位，按您所在的单位记。")),
        ):
            if written := said.get(name):
                value = known.get(bare(written)) or known.get(bare(written).removeprefix(bare(self.city.name)))
                if value is None:
                    placed.keep(HEADINGS[name].label, written, message)
                else:
                    placed.content[name] = value

    def _place_dates(self, placed: Placed, said: Mapping[str, Any]) -> None:
        start, end = said.get("started_on"), said.get("ended_on")
        if start and end and end < start:
            placed.keep(HEADINGS["ended_on"].label, end, _("结束时间早于开始时间，没有填入。"))
            end = None
        placed.content |= {name: day for name, day in (("started_on", start), ("ended_on", end)) if day}

    def _place_terms(self, placed: Placed, name: str, words: Iterable[str]) -> None:
        known = self.terms[TERM_FIELDS[name]]
        codes = []
        for word in words:
            if code := known.get(bare(word)):
                codes.append(code)
            else:
                placed.keep(HEADINGS[name].label, word, _offer(word, self.term_names[TERM_FIELDS[name]]))
        placed.content[name] = list(dict.fromkeys(codes))

    # --- rows -----------------------------------------------------------------------------------------------------
    def _place_rows(self, placed: Placed, said: Mapping[str, Any]) -> None:
        for relation in PLAIN_PARTS:
            if relation in said:
                rows = [self._row(placed, relation, number, row) for number, row in enumerate(said[relation], 1)]
                placed.content[relation] = [row for row in rows if row]
        if "policy_citations" in said:
            rows = [_policy(placed, number, row) for number, row in enumerate(said["policy_citations"], 1)]
            placed.content["policy_citations"] = [row for row in rows if row]
        if "transfer_ranges" in said:
            ranges = [self._range(placed, number, row) for number, row in enumerate(said["transfer_ranges"], 1)]
            placed.content["transfer_ranges"] = [row for row in ranges if row]
        if "derived_from" in said:
            sources = [_source(placed, number, row) for number, row in enumerate(said["derived_from"], 1)]
            placed.content["derived_from"] = [row for row in sources if row]
        for relation in ("images", "evidence_files", "attachments"):
            if relation in said:
                placed.content[relation] = [dict(row) for row in said[relation] if row.get("filename")]

    def _row(self, placed: Placed, relation: str, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
        model = PracticePage._meta.get_field(relation).related_model
        where = _where(relation, number)
        if not row.get(NEEDED[relation]):
            words = "；".join(str(value) for value in row.values() if value not in ("", None, True))
            needed = next(column.label for column in TABLES[relation] if column.name == NEEDED[relation])
            placed.keep(where, words, _("没有写“%(needed)s”，这一行没有填入。") % {"needed": needed})
            return None
        kept = {name: _value(placed, _model_field(model, name), where, value) for name, value in row.items()}
        if relation == "videos" and not kept["url"]:
            return None
        if relation == "indicators" and not kept.get("unit"):
            placed.findings.append(Finding("warning", where, _("没有写单位，请导入后补填。")))
        return {name: value for name, value in kept.items() if value is not None}

    def _range(self, placed: Placed, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
        where = _where("transfer_ranges", number)
        metric = self.metrics.get(bare(row.get("metric") or ""))
        if metric is None:
            words = "；".join(str(value) for value in row.values() if value)
            placed.keep(where, words, _offer(str(row.get("metric") or ""), [m.name for m in self.metrics.values()]))
            return None
        kept = {"metric": metric.code, "choices": list(row.get("choices") or [])}
        for name in ("minimum", "maximum"):
            model = PracticePage._meta.get_field("transfer_ranges").related_model
            kept[name] = _value(placed, _model_field(model, name), where, row.get(name))
        return kept

    # --- what the city and the site have --------------------------------------------------------------------------
    @cached_property
    def cities(self) -> list[City]:
        return list(City.objects.all())

    @cached_property
    def terms(self) -> dict[str, dict[str, str]]:
        """Scheme → name → code; of a merged term the one that it means now."""
        known: dict[str, dict[str, str]] = {scheme: {} for scheme in TERM_FIELDS.values()}
        for term in Term.objects.filter(scheme__in=known).select_related("successor").order_by("-retired"):
            meant = term.successor or term
            if not meant.retired:
                known[term.scheme] |= {bare(word): meant.code for word in (term.code, term.name_en, term.name) if word}
        return known

    @cached_property
    def term_names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {scheme: [] for scheme in TERM_FIELDS.values()}
        for term in Term.objects.offered().filter(scheme__in=names):
            names[term.scheme].append(term.label)
        return names

    @cached_property
    def districts(self) -> dict[str, str]:
        rows = self.city.districts.all()
        return {bare(word): row.code for row in rows for word in (row.name, row.code)}

    @cached_property
    def bureaus(self) -> dict[str, int]:
        return {bare(row.name): row.pk for row in self.city.bureaus.all()}

    @cached_property
    def metrics(self) -> dict[str, ProfileMetric]:
        rows = ProfileMetric.objects.all()
        return {bare(word): row for row in rows for word in (row.code, row.name_en, row.name)}


def _short(written: str) -> str:
    """山东省日照市 → 日照."""
    return bare(written).removeprefix("山东省").removeprefix("山东").removesuffix("市")


def _names(city: City) -> set[str]:
    return {_short(city.name), bare(city.name_en), city.code}


def _where(relation: str, number: int) -> str:
    return _("%(label)s第 %(number)d 行") % {"label": HEADINGS[relation].label, "number": number}


def _model_field(model: Any, name: str) -> Field[Any, Any]:
    found: Field[Any, Any] = model._meta.get_field(name)
    return found


def _labels(of: Field[Any, Any]) -> list[str]:
    return [str(label) for _value_, label in of.choices or []]


def _choice(of: Field[Any, Any], written: str) -> str | None:
    """By its value or by its label in either language."""
    word = bare(written)
    for value, label in of.choices or []:
        if word == bare(value):
            return str(value)
        for language in LANGUAGES:
            with override(language):
                if word == bare(str(label)):
                    return str(value)
    return None


def _offer(written: str, names: list[str]) -> str:
    """The nearest of what there is, or all where that is little."""
    near = difflib.get_close_matches(written, names, n=3, cutoff=0.4) or names[:12]
    return _("没有“%(written)s”这一项，没有填入。可以写：%(names)s。") % {
        "written": written[:30],
        "names": "、".join(near),
    }


def _cut(placed: Placed, of: Field[Any, Any], where: Any, text: str) -> str:
    longest = of.max_length
    if longest is None or len(text) <= longest:
        return text
    message = _("超过 %(longest)d 个字，已截短，全文保留在备注里。") % {"longest": longest}
    placed.keep(where, text, message)
    return text[:longest]


def _value(placed: Placed, of: Field[Any, Any], where: str, value: Any) -> Any:
    """As JSON; None leaves the default of the field."""
    if value in (None, ""):
        return None if of.choices or isinstance(of, DecimalField) else ("" if isinstance(of, CharField) else None)
    label = f"{where} {of.verbose_name}"
    if of.choices:
        chosen = _choice(of, str(value))
        if chosen is None:
            placed.keep(label, value, _offer(str(value), _labels(of)))
        return chosen
    if isinstance(of, DecimalField):
        return _decimal(placed, of, label, str(value))
    if isinstance(of, URLField):
        return _address(placed, label, _cut(placed, of, label, str(value)))
    return _cut(placed, of, label, value) if isinstance(value, str) else value


def _decimal(placed: Placed, of: DecimalField[Any, Any], where: str, text: str) -> str | None:
    try:
        number = Decimal(text)
        rounded = number.quantize(Decimal(1).scaleb(-of.decimal_places), ROUND_HALF_UP)
    except InvalidOperation:
        number = rounded = Decimal("NaN")
    if not rounded.is_finite() or len(rounded.as_tuple().digits) > of.max_digits:
        placed.keep(where, text, _("数字太大，没有填入。"))
        return None
    if rounded != number:
        placed.findings.append(Finding("note", where, _("小数位太多，记为 %(number)s。") % {"number": rounded}))
    return str(rounded)


def _address(placed: Placed, where: str, text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        placed.keep(where, text, _("不是有效的网址，没有填入。"))
        return ""
    return text


def _policy(placed: Placed, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
    from practices.models import Policy, PolicyCitation

    where = _where("policy_citations", number)
    title = (row.get("title") or "").strip("《》 ")
    if not title:
        placed.keep(where, "；".join(str(value) for value in row.values() if value), _("没有写名称，这一行没有填入。"))
        return None
    return {
        "title": _cut(placed, _model_field(Policy, "title"), where, title),
        "number": _cut(placed, _model_field(Policy, "number"), where, row.get("number") or ""),
        "clause": _cut(placed, _model_field(PolicyCitation, "clause"), where, row.get("clause") or ""),
    }


def _source(placed: Placed, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
    from practices.models import DerivedFrom

    where = _where("derived_from", number)
    kept = {name: _value(placed, _model_field(DerivedFrom, name), where, row.get(name)) for name in ("title", "url")}
    kept["kind"] = _value(placed, _model_field(DerivedFrom, "kind"), where, row.get("kind"))
    kept["source_uuid"] = row.get("source_uuid") or ""
    return kept if kept["title"] or kept["source_uuid"] else None
