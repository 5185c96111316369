"""Possible personal data in public text: telephone, identity and card numbers, number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from practices.completeness import Beside
from practices.quality.findings import Finding, Level, around
from practices.quality.passages import ENOUGH, Passage, passages

#: What may follow a quantity; with it, eleven digits are an amount and no telephone.
UNIT = r"(?!\s*(?:万|亿|元|吨|千克|公斤|平方|立方|米|公里|%|％|件|次|户|人|条|个|辆|台|度|千瓦|号文))"
MOBILE = re.compile(
    rf"(?<![\dA-Za-z.\-〔(])(?:\+?86[ \-]?)?(1[3-9]\d[ \-]?\d{{4}}[ \-]?\d{{4}})(?![\dA-Za-z]|\.\d){UNIT}"
)
#: Area codes begin with 010, 02x or 03xx to 09xx.
LANDLINE = re.compile(
    rf"(?<![\dA-Za-z.\-])(\(?(?:010|02\d|0[3-9]\d\d)\)?[ \-—－]{{0,2}}[2-8]\d{{6,7}})(?![\dA-Za-z]|\.\d){UNIT}"
)
IDENTITY = re.compile(r"(?<![\dA-Za-z])([1-9]\d{5}[ \-]?(?:18|19|20)\d{6}[ \-]?\d{3}[\dXx])(?![\dA-Za-z])")
OLD_IDENTITY = re.compile(r"(?<![\dA-Za-z])([1-9]\d{14})(?![\dA-Za-z])")
PLATE = re.compile(
    r"([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][ ·•.\-]?"
    r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警]))"
    r"(?![A-Za-z0-9])(?!\s*(?:号|地块|路段|标段|型|线))"
)
CARD = re.compile(r"(?<![\dA-Za-z.])([2-6]\d{3}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?)(?![\dA-Za-z]|\.\d)")
CARD_WORDS = re.compile(r"卡号|账号|帐号|账户|帐户|开户|银行|打款|转账|收款")
IDENTITY_WORDS = re.compile(r"身份证|公民身份|证件号")
#: The first two digits of an identity number: provinces.
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
#: How far before a number a word still says what it is.
REACH = 12


def find(content: dict[str, Any], beside: Beside) -> Iterator[Finding]:
    """The case's own contact stands in its own fields, so naming it in the text gives nothing away."""
    own = digits(beside.contact_phone)
    for passage in passages(content):
        yield from _in_passage(passage, own)


def _in_passage(passage: Passage, own: str) -> Iterator[Finding]:
    if not re.search(r"\d", passage.text):
        return
    taken: list[tuple[int, int]] = []
    for finder in (_identity, _plates, _cards, _mobiles, _landlines):
        for found, match in finder(passage):
            start, end = match.span(1)
            number = digits(match[1])
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            if own and len(number) >= 7 and own.endswith(number):
                continue
            taken.append((start, end))
            if len(taken) > ENOUGH:
                return
            yield found


Found = Iterator[tuple[Finding, re.Match[str]]]


def _identity(passage: Passage) -> Found:
    for match in IDENTITY.finditer(passage.text):
        number = re.sub(r"[ \-]", "", match[1]).upper()
        if not _is_region_and_day(number):
            continue
        if is_identity_number(number):
            words = _("有身份证号码。请删去；需要举例时写“居民王某”。")
            yield _finding("personal.identity", Level.STOP, passage, match, words), match
        elif _said_before(IDENTITY_WORDS, passage.text, match.start(1)):
            words = _("像身份证号码（校验位不符）。请删去。")
            yield _finding("personal.identity_like", Level.WARN, passage, match, words), match
    for match in OLD_IDENTITY.finditer(passage.text):
        if _said_before(IDENTITY_WORDS, passage.text, match.start(1)) and _is_old_identity_number(match[1]):
            words = _("像十五位的旧身份证号码。请删去。")
            yield _finding("personal.identity_like", Level.WARN, passage, match, words), match


def _plates(passage: Passage) -> Found:
    for match in PLATE.finditer(passage.text):
        if any(character.isdigit() for character in match[1]):
            words = _("有车牌号。请删去，或者只写“一辆渣土车”。")
            yield _finding("personal.plate", Level.WARN, passage, match, words), match


def _cards(passage: Passage) -> Found:
    for match in CARD.finditer(passage.text):
        number = digits(match[1])
        is_likely = number.startswith("62") or _said_before(CARD_WORDS, passage.text, match.start(1))
        if is_likely and passes_luhn(number):
            words = _("像银行卡号。请删去。")
            yield _finding("personal.card", Level.WARN, passage, match, words), match


def _mobiles(passage: Passage) -> Found:
    for match in MOBILE.finditer(passage.text):
        words = _("有手机号码。请删去；要留联系方式，请填在“联系人”里，只有联盟成员能看到。")
        yield _finding("personal.mobile", Level.WARN, passage, match, words), match


def _landlines(passage: Passage) -> Found:
    for match in LANDLINE.finditer(passage.text):
        words = _("有固定电话。是公开的办公电话可以保留；是个人电话请删去，填到“联系人”里。")
        yield _finding("personal.landline", Level.ADVISE, passage, match, words), match


def _finding(code: str, level: Level, passage: Passage, match: re.Match[str], words: str) -> Finding:
    start, end = match.span(1)
    excerpt = around(passage.text, start, end, masked(match[1]))
    return Finding(code, level, passage.where, words, excerpt, subject=match[1])


def _said_before(words: re.Pattern[str], text: str, start: int) -> bool:
    return bool(words.search(text, max(0, start - REACH), start))


def masked(number: str) -> str:
    """Enough to find it again, too little to use it."""
    return f"{number[:3]}{'*' * max(3, len(number) - 5)}{number[-2:]}"


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def is_identity_number(number: str) -> bool:
    """Of eighteen places by GB 11643: region, day of birth and check digit."""
    if len(number) != 18 or not number[:17].isdigit() or not number.isascii() or not _is_region_and_day(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK[total % 11] == number[17].upper()


def _is_region_and_day(number: str) -> bool:
    return number[:2] in PROVINCES and _is_day(number[6:14])


def _is_old_identity_number(number: str) -> bool:
    return number[:2] in PROVINCES and _is_day(f"19{number[6:12]}")


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def passes_luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and any(digit != "0" for digit in number)
