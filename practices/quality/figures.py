"""Indicators that a reader in another city could not use: no source, no day, two units in one row, figures that cannot
be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from practices.completeness import Beside, has_text
from practices.quality.findings import Finding, Level, Where, around, numbered
from practices.quality.passages import passages

Row = dict[str, Any]
PER_CENT = re.compile(r"^(?:%|％|百分比|百分之|个?百分点)$")
#: Of these more than a hundred per cent, or less than none, is an ordinary thing.
MAY_PASS_100 = re.compile(
    r"增|升|降|减|涨|同比|环比|变化|完成|达标率|超额|利用率|负荷|占用率|周转|使用率|饱和|回报|投入产出|比例|倍"
)
#: A thousand times apart is mostly yuan beside ten thousand yuan, or metres beside kilometres.
FAR_APART = 1000
#: The form refuses longer figures; before it does, none is worked with.
MOST_PLACES = 40
PERIODS = {"日": "日", "天": "日", "周": "周", "月": "月", "季": "季", "季度": "季", "年": "年"}
PERIOD = re.compile(r"(?:/|每|、|；|;)\s*(季度|[日天周月季年])")
TWO_UNITS = re.compile(r"[、；;|→]|或者?|变为|改为")
_NUMBER = r"(?:约|近|超)?\s?(?<![\d.,])\d[\d,.]{0,14}\s?(?:余|多)?"
_MEASURE = r"(?:万|千|百)?(?:件|起|次|处|人次|人|吨|元|个|宗|辆|户)"
_TIMES = r"(?:季度|[日天周月季年])"
#: 每月 120 件降到每年 45 件; 由 120 件/月降到 45 件/年.
CHANGED_BASE = re.compile(
    rf"(?:平均)?每?(?P<a>{_TIMES})?均?\s*{_NUMBER}{_MEASURE}(?:/(?P<b>{_TIMES}))?"
    rf"[^，。；]{{0,6}}(?:降|减|增|升|提高|下降|压减)[^，。；]{{0,3}}(?:到|至|为)\s?"
    rf"(?:平均)?每?(?P<c>{_TIMES})?均?\s*{_NUMBER}{_MEASURE}(?:/(?P<d>{_TIMES}))?"
)


def find(content: dict[str, Any], beside: Beside) -> Iterator[Finding]:
    today = timezone.localdate()
    seen: dict[tuple[str, str], int] = {}
    units: dict[str, tuple[int, str]] = {}
    for number, row in numbered(content, "indicators"):
        yield from _in_row(number, row, content, today)
        yield from _beside_others(number, row, seen, units)
    yield from _in_prose(content)


def _in_row(number: int, row: Row, content: dict[str, Any], today: date) -> Iterator[Finding]:
    before, after = figure(row.get("before")), figure(row.get("after"))
    if before is None and after is None:
        if str(row.get("name") or "").strip():
            yield _at(
                number,
                row,
                "before",
                "figures.none",
                Level.WARN,
                _("没有填数值。请填实施前和实施后的数值，或者删去这一行。"),
            )
        return
    yield from _origin(number, row)
    yield from _units(number, row, before, after)
    yield from _values(number, row, content, before, after)
    yield from _days(number, row, content, today)


def _origin(number: int, row: Row) -> Iterator[Finding]:
    if not has_text(row.get("source")):
        words = _("没有写数据来源。请写从哪里得来，例如“12345 热线月报”。")
        yield _at(number, row, "source", "figures.source", Level.WARN, words)
    if not row.get("measured_on"):
        words = _("没有写统计时间。请写实施后的数值是哪一天的。")
        yield _at(number, row, "measured_on", "figures.date", Level.WARN, words)


def _units(number: int, row: Row, before: Decimal | None, after: Decimal | None) -> Iterator[Finding]:
    unit, name = str(row.get("unit") or "").strip(), str(row.get("name") or "")
    periods = {PERIODS[found] for found in PERIOD.findall(unit)}
    if len(periods) > 1 or (TWO_UNITS.search(unit) and len(unit) > 2):
        words = _("一行里有两个单位。实施前后请用同一个单位，例如都用“件/月”。")
        yield _at(number, row, "unit", "figures.two_units", Level.WARN, words, unit)
    elif periods and (named := {PERIODS[found] for found in re.findall(r"[每月年日]?([年月日])均", name)} - periods):
        words = _("名称里是按“%(named)s”算，单位是按“%(unit)s”算。请改成一致。")
        said = words % {"named": "、".join(sorted(named)), "unit": "、".join(sorted(periods))}
        yield _at(number, row, "unit", "figures.two_units", Level.WARN, said, f"{name} {unit}")
    if before and after and not FAR_APART > abs(after / before) > Decimal(1) / FAR_APART:
        words = _("前后相差上千倍。请核对单位是否一致，是不是一个用“元”、一个用“万元”。")
        yield _at(number, row, "after", "figures.far_apart", Level.WARN, words)


def _values(
    number: int, row: Row, content: dict[str, Any], before: Decimal | None, after: Decimal | None
) -> Iterator[Finding]:
    name, unit = str(row.get("name") or ""), str(row.get("unit") or "").strip()
    is_share = bool(PER_CENT.match(unit)) and not MAY_PASS_100.search(name)
    for column, value in (("before", before), ("after", after)):
        if value is None:
            continue
        if is_share and value > 100:
            yield _at(number, row, column, "figures.over_100", Level.WARN, _("百分比超过了 100。请核对数值和单位。"))
        if value < 0 and not MAY_PASS_100.search(name):
            yield _at(
                number,
                row,
                column,
                "figures.negative",
                Level.WARN,
                _("数值是负数。请核对；下降了多少，写前后两个数即可。"),
            )
    if before is None or after is None:
        return
    if before == after:
        words = _("前后数值相同，看不出成效。请核对；确实没有变化，可以在“经验启示”里说明。")
        yield _at(number, row, "after", "figures.same", Level.ADVISE, words)
    elif content.get("kind") != "lesson" and (after < before) != (row.get("better") == "lower"):
        words = _("按所选的“好坏方向”，实施后反而变差。方向选反了请改过来；确实变差，请在“难点失误与风险”里说明。")
        yield _at(number, row, "better", "figures.direction", Level.ADVISE, words)


def _days(number: int, row: Row, content: dict[str, Any], today: date) -> Iterator[Finding]:
    measured, started = day(row.get("measured_on")), day(content.get("started_on"))
    if measured is None:
        return
    if measured > today:
        yield _at(number, row, "measured_on", "figures.future", Level.WARN, _("统计时间在今天以后。请核对。"))
    elif started and measured < started and figure(row.get("after")) is not None:
        words = _("统计时间早于案例的开始时间，实施后的数值不会在实施前得出。请核对。")
        yield _at(number, row, "measured_on", "figures.too_early", Level.WARN, words)


def _beside_others(
    number: int, row: Row, seen: dict[tuple[str, str], int], units: dict[str, tuple[int, str]]
) -> Iterator[Finding]:
    """One indicator in two rows: written twice, or its two figures in two units."""
    name, unit = str(row.get("name") or "").strip(), str(row.get("unit") or "").strip()
    if not name:
        return
    first = seen.setdefault((name, unit), number)
    if first != number:
        words = _("和第 %(row)d 行是同一个指标。请合并，或者在名称里写清区别。") % {"row": first}
        yield _at(number, row, "name", "figures.twice", Level.ADVISE, words)
    other_number, other_unit = units.setdefault(name, (number, unit))
    if other_unit != unit and unit and other_unit:
        words = _("同一个指标在第 %(row)d 行用的单位是“%(unit)s”。前后请用同一个单位写在一行里。")
        said = words % {"row": other_number, "unit": other_unit}
        yield _at(number, row, "unit", "figures.two_units", Level.WARN, said, f"{name} {unit}")


def _in_prose(content: dict[str, Any]) -> Iterator[Finding]:
    for passage in passages(content):
        for match in CHANGED_BASE.finditer(passage.text):
            first, second = match["a"] or match["b"], match["c"] or match["d"]
            if first and second and PERIODS[first] != PERIODS[second]:
                words = _("前后两个数的时段不同（一个按“%(first)s”，一个按“%(second)s”）。请换算成一样的再比。")
                said = words % {"first": PERIODS[first], "second": PERIODS[second]}
                excerpt = around(passage.text, *match.span())
                yield Finding("figures.two_units", Level.WARN, passage.where, said, excerpt)


def _at(number: int, row: Row, column: str, code: str, level: Level, message: str, excerpt: str = "") -> Finding:
    name = str(row.get("name") or "").strip()
    unit = str(row.get("unit") or "").strip()
    values = (name, unit, _same(row.get("before")), _same(row.get("after")), day(row.get("measured_on")))
    subject = "|".join(str(value) for value in values)
    return Finding(code, level, Where("indicators", number, column), message, excerpt or name, subject=subject)


def _same(value: Any) -> str:
    """One text for 45, 45.0 and 45.000: a form, a revision and a version write a figure differently."""
    found = figure(value)
    return "" if found is None else f"{found.normalize():f}"


def figure(value: Any) -> Decimal | None:
    """As a form or a version has it; None for what is no number."""
    try:
        found = Decimal(str(value).strip()) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and abs(found.adjusted()) < MOST_PLACES else None


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
