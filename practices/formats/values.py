"""Dates and numbers as people write them: 2024.3.5, 二〇二四年三月, 约3.5万元, １２０件/月.

What is read is never guessed silently: `note` says in words what was taken for what, and text that is no date or number
gives None, so that the caller keeps it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

#: What people put into a cell to say that there is nothing.
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "N/A", "n/a", "NA", "不详", "未知"})
FIRST_YEAR, LAST_YEAR = 1949, 2100
#: Day 0 of a workbook; the 29 February 1900 that never was lies before any date of a case.
SERIAL_START = date(1899, 12, 30)
SERIALS = range(18264, 73415)  # 1950 to the end of 2100

_SAME_DIGITS = "〇零○O 一壹 二贰两 三叁 四肆 五伍 六陆 七柒 八捌 九玖"
_DIGITS = {character: digit for digit, same in enumerate(_SAME_DIGITS.split()) for character in same}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = "".join(_DIGITS).replace("O", "") + "".join(_TENS)
_DAY_OF = {"上旬": 1, "初": 1, "中旬": 11, "中": 11, "下旬": 21, "底": 28, "末": 28}


def plain(value: object) -> str:
    """`value` in half width, white space once: ２０２４　年 → 2024 年."""
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def is_nothing(value: object) -> bool:
    return value is None or plain(value) in NOTHING


# --- Chinese numerals ---------------------------------------------------------------------------------------------
def han_number(text: str) -> int | None:
    """三百二十 → 320, 二〇二四 → 2024, 十二 → 12; None where it is no such numeral."""
    if not text or any(character not in _DIGITS and character not in _TENS for character in text):
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit, last = 0, 0, 10_000
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        size = _TENS[character]
        if size >= last:
            return None
        total, digit, last = total + (digit or 1) * size, 0, size
    return total + digit


# --- dates --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ReadDate:
    """`value` as ISO text, empty where nothing was written. `is_wrong` where something was and it is no date."""

    value: str = ""
    note: str = ""
    is_wrong: bool = False


@dataclass(frozen=True)
class Period:
    start: ReadDate
    end: ReadDate


_HAN_DATE = re.compile(rf"([{_HAN_NUMBER}O]+)\s*(?=[年月日号])")
_PARTS = (
    re.compile(
        r"(?P<year>\d{4}|\d{2})\s*年\s*(?:(?P<month>\d{1,2})\s*月\s*(?:份|(?P<about>上旬|中旬|下旬|初|中|底|末)|(?P<day>\d{1,2})\s*[日号]?)?)?"
    ),
    re.compile(r"(?P<year>\d{4}|\d{2})\s*(?P<mark>[./-])\s*(?P<month>\d{1,2})(?:\s*(?P=mark)\s*(?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<year>(?:19|20)\d{2})"),
)
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_OPEN_END = re.compile(r"(?:至今|起|以来|开始|到现在|现在|至\s*$)$")
_SPAN = re.compile(r"\s*(?:至|到|—+|–|~|-{2,}|\s-\s|(?<=[月日号年])-)\s*")
_BARE_SPAN = re.compile(r"^(\d{4}[./]\d{1,2}(?:[./]\d{1,2})?)\s*-\s*(\d{4}[./].+)$")


def read_date(value: object) -> ReadDate:
    if isinstance(value, datetime):
        return _in_years(value.date())
    if isinstance(value, date):
        return _in_years(value)
    if is_nothing(value):
        return ReadDate()
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in SERIALS:
        return ReadDate((SERIAL_START + timedelta(days=int(value))).isoformat())
    return _written_date(plain(value))


def _written_date(text: str) -> ReadDate:
    digits = _HAN_DATE.sub(lambda found: str(han_number(found[1]) or found[1]), _TIME.sub("", text))
    for pattern in _PARTS:
        if found := pattern.fullmatch(digits):
            return _from_parts(found.groupdict(), text)
    return _no_date(text)


def _from_parts(parts: dict[str, str | None], text: str) -> ReadDate:
    year = int(parts["year"] or 0)
    notes = []
    if year < 100:
        year += 2000
        notes.append(_("年份按 %(year)s 年理解。") % {"year": year})
    month, day, about = parts.get("month"), parts.get("day"), parts.get("about")
    if about:
        day = str(_DAY_OF[about])
    if not month or not day or about:
        notes.append(_("没有写到日，记为 %(date)s。") % {"date": f"{year}-{int(month or 1):02d}-{int(day or 1):02d}"})
    try:
        found = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return _no_date(text)
    read = _in_years(found)
    return read if read.is_wrong else ReadDate(read.value, " ".join(notes))


def _in_years(found: date) -> ReadDate:
    is_likely = FIRST_YEAR <= found.year <= LAST_YEAR
    return ReadDate(found.isoformat()) if is_likely else _no_date(found.isoformat())


def _no_date(text: str) -> ReadDate:
    note = _("“%(text)s”看不出是哪一天，请写成 2024-03-05 或 2024年3月。") % {"text": text[:30]}
    return ReadDate(note=note, is_wrong=True)


def read_period(value: object) -> Period:
    """2024年3月至6月, 2023.5-2024.6, 2024年3月至今; a single date is the beginning."""
    if isinstance(value, date | int | float) or is_nothing(value):
        return Period(read_date(value), ReadDate())
    text = plain(value)
    if _OPEN_END.search(text):
        return Period(read_date(_SPAN.split(_OPEN_END.sub("", text))[0]), ReadDate())
    if bare := _BARE_SPAN.match(text):
        return Period(read_date(bare[1]), read_date(bare[2]))
    pieces = [piece for piece in _SPAN.split(text) if piece]
    if len(pieces) != 2:
        return Period(read_date(text), ReadDate())
    first, second = pieces
    if year := re.match(r"([^年]+年)", first):
        second = second if "年" in second or re.match(r"\d{4}\D", second) else f"{year[1]}{second}"
    return Period(read_date(first), read_date(second))


# --- numbers ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ReadNumber:
    """`value` in `unit`, None where nothing was written. `is_wrong` where something was and it is not one number."""

    value: Decimal | None = None
    unit: str = ""
    note: str = ""
    is_wrong: bool = False


_ABOUT = re.compile(r"^(?:大?约|将近|近|超过|超|达到?|共计?|合计|累计|不足|至少|平均|每年|一次性)\s*")
_MORE = re.compile(r"^(?:多|余|左右|以上|以下|上下)|(?:左右|以上|以下|上下)$")
_NUMBER = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+)")
_RANGE = re.compile(r"^\d+(?:\.\d+)?\D{0,4}?\s*(?:-|~|—|–|至|到)\s*\d+(?:\.\d+)?")
_HAN_START = re.compile(rf"[{_HAN_NUMBER}]+")


def read_number(value: object) -> ReadNumber:
    if isinstance(value, bool):
        return _no_number(str(value))
    if isinstance(value, int | float | Decimal):
        return _given_number(value)
    if is_nothing(value):
        return ReadNumber()
    return _written_number(plain(value))


def _given_number(value: int | float | Decimal) -> ReadNumber:
    number = Decimal(repr(value) if isinstance(value, float) else value)
    # A workbook keeps 0.1 + 0.2 as 0.30000000000000004.
    return ReadNumber(tidy_number(round(number, 10))) if number.is_finite() else _no_number(str(value))


def _written_number(text: str) -> ReadNumber:
    stripped = text.replace("−", "-").replace("，", ",")
    if _RANGE.match(stripped):
        note = _("“%(text)s”是一个范围，这里只能填一个数。") % {"text": text[:30]}
        return ReadNumber(note=note, is_wrong=True)
    bare = _ABOUT.sub("", _ABOUT.sub("", stripped))
    number, rest = _number_at_start(bare)
    if number is None:
        return _no_number(text)
    unit = _MORE.sub("", _MORE.sub("", rest.strip())).strip(" ()（）。")
    if any(character.isdigit() for character in unit):
        return _no_number(text)
    was_about = bare != stripped or (len(rest.strip()) != len(unit) and bool(_MORE.search(rest.strip())))
    note = _("“%(text)s”按 %(number)s 记。") % {"text": text[:30], "number": f"{number} {unit}".strip()}
    return ReadNumber(number, unit, note if was_about else "")


def _number_at_start(text: str) -> tuple[Decimal | None, str]:
    if found := _NUMBER.match(text):
        try:
            number = Decimal(found[0].replace(",", ""))
        except InvalidOperation:
            return None, text
        # Nothing a case counts has more digits than this; an exponent of a million would be written out.
        return (tidy_number(number), text[found.end() :]) if abs(number.adjusted()) < 16 else (None, text)
    if found := _HAN_START.match(text):
        counted = han_number(found[0])
        return (None, text) if counted is None else (Decimal(counted), text[found.end() :])
    return None, text


def _no_number(text: str) -> ReadNumber:
    return ReadNumber(note=_("“%(text)s”看不出是多少，请只写一个数。") % {"text": text[:30]}, is_wrong=True)


def tidy_number(number: Decimal) -> Decimal:
    """Without zeros behind: 120.000 → 120, and no exponent."""
    return Decimal(f"{number.normalize():f}")


def in_unit(read: ReadNumber, unit: str) -> ReadNumber:
    """`read` counted in `unit`: 3.5万元 in 元 is 35000, 3.5万 in 件 is 35000. Where no unit is asked for, it keeps its
    own. Units that do not fit are wrong, with a note."""
    unit = plain(unit)
    if read.value is None or not read.unit or read.unit == unit:
        return ReadNumber(read.value, unit or read.unit, read.note, read.is_wrong)
    if not unit:
        return read
    have, wanted = _split_group(read.unit), _split_group(unit)
    if have[1] in ("", wanted[1]):
        counted = tidy_number(read.value * have[0] / (wanted[0] if have[1] else 1))
        if not have[1] and wanted[0] == have[0]:
            counted = read.value
        note = _("“%(have)s”换算为 %(number)s %(unit)s。")
        return ReadNumber(counted, unit, note % {"have": f"{read.value}{read.unit}", "number": counted, "unit": unit})
    note = _("写的是“%(have)s”，和单位“%(unit)s”不一致。")
    return ReadNumber(note=note % {"have": f"{read.value}{read.unit}", "unit": unit}, is_wrong=True)


def _split_group(unit: str) -> tuple[int, str]:
    """万元 → 10000 and 元."""
    return (_GROUPS[unit[0]], unit[1:]) if unit[:1] in _GROUPS else (1, unit)
