"""Markings of secret and internal papers in text that is to be public.

What counts are markings (秘密★1年, 内部资料 不得外传, 此件不公开) and sentences that say this paper is one. To write about
secrecy (保密工作, 保守国家秘密, 商业秘密) is no marking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.completeness import Beside
from practices.quality.findings import Finding, Level, around
from practices.quality.passages import ENOUGH, Passage, passages

GRADE = r"(?:绝密|机密|秘密)"
THIS = r"(?:本|此|该|上述|以上)(?:份)?(?:文件|件|材料|资料|通知|报告|汇报|简报|方案|内容|数据)"
NOT_OUT = r"(?:不得|严禁|请勿|禁止|切勿|不准)"
OUT = r"(?:外传|外泄|对外提供|对外公开|公开|传播|转发|翻印|复印|扩散|上网)"
#: Before a word in question: it is spoken about, not marked.
SPOKEN_OF = re.compile(
    r"(?:保守|泄露|泄漏|窃取|刺探|不涉及|未涉及|涉及|涉|属于?|知悉|接触|保护|不是|并非|不属于?|非)(?:国家|任何|的|了|和|及|、|《)*$"
)
NEGATED = re.compile(r"(?:不|非|未|无|没有|并未|不得|不能)[^，。；]{0,4}$")
MARK_ALONE = 14
NEAR = 12


@dataclass(frozen=True)
class Marking:
    code: str
    level: Level
    pattern: re.Pattern[str]
    message: str | Promise
    #: Not a marking where it is spoken of, or denied, just before.
    unless: re.Pattern[str] | None = None


_REMOVE = _("有密级标志。带密级的内容不能发到平台上：请删去；如果不是密级标志，请本市审核人员放行。")
_INTERNAL = _("有内部资料的标志。请确认可以公开后删去标志；确属误报，请本市审核人员放行。")
_LOOK = _("有“内部”或“不得外传”一类的字样。请核对这些内容是否可以公开。")

MARKINGS = (
    Marking("secrecy.work", Level.STOP, re.compile(r"工作秘密\s*[★☆]|[（(【\[]\s*工作秘密\s*[）)】\]]"), _REMOVE),
    Marking("secrecy.work", Level.STOP, re.compile(rf"{THIS}[^，。；]{{0,6}}工作秘密"), _REMOVE, NEGATED),
    # 秘密★1年, 机密 ★ 长期, 绝密☆
    Marking("secrecy.grade", Level.STOP, re.compile(rf"{GRADE}\s*[★☆]"), _REMOVE),
    Marking("secrecy.grade", Level.STOP, re.compile(rf"密级\s*[:：为是]\s*{GRADE}"), _REMOVE),
    Marking("secrecy.grade", Level.STOP, re.compile(rf"[（(【\[〔]\s*{GRADE}(?:级)?\s*[）)】\]〕]"), _REMOVE),
    Marking(
        "secrecy.grade",
        Level.STOP,
        re.compile(rf"(?:列为|定为|确定为|标为|标注为|属于|属){GRADE}(?:级|件|文件|事项)?(?=[，。；、）)]|$)"),
        _REMOVE,
        NEGATED,
    ),
    Marking("secrecy.grade", Level.STOP, re.compile(rf"{THIS}[^，。；]{{0,4}}(?:{GRADE}|国家秘密)"), _REMOVE, NEGATED),
    # 内部资料 注意保存, （内部文件）
    Marking(
        "secrecy.internal",
        Level.STOP,
        re.compile(
            r"内部(?:资料|文件|材料|刊物|通报)[\s，,:：·★]{0,3}(?:注意保[存管密]|妥善保管|不得|严禁|请勿|禁止|切勿)"
        ),
        _INTERNAL,
    ),
    Marking(
        "secrecy.internal",
        Level.STOP,
        re.compile(
            r"[（(【\[〔]\s*(?:内部(?:资料|文件|材料|使用|掌握|参阅|传阅)|不得外传|严禁外传|请勿外传|此件不公开)[^）)】\]〕]{0,10}[）)】\]〕]"
        ),
        _INTERNAL,
    ),
    Marking(
        "secrecy.internal",
        Level.STOP,
        re.compile(r"仅供(?:内部|领导|本单位|机关)(?:使用|参阅|参考|掌握|传阅|审阅)|阅后(?:即焚|收回|销毁|退回)"),
        _INTERNAL,
    ),
    Marking("secrecy.internal", Level.STOP, re.compile(rf"{THIS}[^。；]{{0,10}}{NOT_OUT}{OUT}"), _INTERNAL),
    Marking("secrecy.internal", Level.STOP, re.compile(r"(?:此|本)件不(?:予)?公开"), _INTERNAL),
    Marking("secrecy.on_request", Level.WARN, re.compile(r"(?:此|本)件依申请公开"), _LOOK),
    Marking("secrecy.outside", Level.WARN, re.compile(rf"{NOT_OUT}(?:外传|外泄|对外公开|翻印)"), _LOOK),
    Marking("secrecy.papers", Level.WARN, re.compile(r"内部(?:资料|文件)(?!夹|柜|管理|归档|整理|汇编|流转)"), _LOOK),
)
#: A line that is nothing but a marking.
ALONE = re.compile(
    rf"[\s★☆（(【\[]*(?:{GRADE}|工作秘密|内部(?:资料|文件|材料|使用)|(?:不得|严禁|请勿)外传)(?:件|级)?"
    r"[\s★☆）)】\]:：，,。]*(?:\d+年|长期|(?:不得|严禁|请勿)外传|注意保存)?[\s！!。]*"
)
#: Rules about what citizens and devices may give away, a part of many good practices.
OF_PERSONS = re.compile(
    r"(?:信息|隐私|录像|影像|视频|照片|数据|名单|台账|记录|个人|居民|群众|商户|当事人)[^，。；]{0,8}$"
)


def find(content: dict[str, Any], beside: Beside) -> Iterator[Finding]:
    for passage in passages(content):
        yield from _in_passage(passage)


def _in_passage(passage: Passage) -> Iterator[Finding]:
    text = passage.text
    if not re.search("密|内部|外传|外泄|公开|内参|阅后|仅供|翻印|扩散|传播|转发|复印|上网", text):
        return
    if len(text) <= MARK_ALONE and ALONE.fullmatch(text):
        code = "secrecy.work" if "工作秘密" in text else "secrecy.grade" if "密" in text else "secrecy.internal"
        words = _INTERNAL if code == "secrecy.internal" else _REMOVE
        yield Finding(code, Level.STOP, passage.where, str(words), text, subject=text)
        return
    said: list[tuple[int, int]] = []
    for marking in MARKINGS:
        for match in marking.pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in said):
                continue
            if _is_spoken_of(marking, match, text):
                continue
            said.append((start, end))
            if len(said) > ENOUGH:
                return
            excerpt = around(text, start, end)
            yield Finding(marking.code, marking.level, passage.where, str(marking.message), excerpt, subject=excerpt)


def _is_spoken_of(marking: Marking, match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - NEAR) : match.start()]
    if marking.unless is not None:
        # What is denied may stand inside the match as well: 本材料不涉及国家秘密.
        inside = re.search(r"不|非|未|无", match[0])
        return bool(inside or marking.unless.search(before))
    if marking.code == "secrecy.outside":
        return bool(OF_PERSONS.search(before))
    if marking.code == "secrecy.papers":
        return bool(SPOKEN_OF.search(before))
    return False
