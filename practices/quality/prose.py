"""Texts that are not finished or hard to read: what was to be filled in later, endless paragraphs, pictures nobody
describes, parts of the template that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from practices.completeness import Beside, completeness
from practices.quality.findings import Finding, Level, Where, around, numbered
from practices.quality.passages import Passage, passages
from practices.serializers import LONG_TEXTS

#: Characters. A screen of a phone shows about 300.
LONGEST_PARAGRAPH = 500
LONGEST_WITHOUT_PAUSE = 150
PAUSE = re.compile(r"[，。；：！？、,.;:!?…—（）()“”\s]")
_END = r"(?=[。；，、,;.）)\]】》”]|$)"
PLACEHOLDERS = (
    # XX市, ××街道, 某某单位; not a plate with its end struck out, and no Latin word.
    re.compile(r"(?<![A-Za-z0-9×*])[XxＸ×]{2,6}(?![A-Za-z0-9×*])"),
    re.compile(r"某某"),
    re.compile(r"[_＿]{3,}|…{3,}|\.{7,}"),
    re.compile(r"(?:此处|这里)(?:填写|插入|补充|省略|粘贴)|点击此处|请在此(?:处)?输入|在此输入"),
    re.compile(r"(?:内容|数据|图片|材料|数字|具体情况)?待(?:补充|补|完善|填写)" + _END),
    re.compile(r"(?:(?<=[（(【\[：:])|^)\s*(?:待定|待核实|待确认|待更新|略|省略|暂缺)\s*(?=[）)】\]。]|$)"),
    re.compile(r"\b(?:TODO|TBD|lorem ipsum)\b", re.IGNORECASE),
)
NEEDS_TO = re.compile(r"(?:有|尚|还|亟|仍|都)$")
#: Names that cameras, telephones and chats give.
FILE_NAME = re.compile(
    r"(?:IMG|DSC|DSCN|MVIMG|Screenshot|image|photo|pic|微信图片|截图|图片|照片|未命名|QQ图片|WPS图片)?[\s_\-]*[\d_\-]*(?:\.\w{3,4})?",
    re.IGNORECASE,
)
LONGEST_CAPTION = 120
SHOWN = 30


def find(content: dict[str, Any], beside: Beside) -> Iterator[Finding]:
    for passage in passages(content):
        yield from _placeholders(passage)
        if passage.where.field in LONG_TEXTS or passage.where.column in ("body", "how"):
            yield from _length(passage)
    yield from _images(content)
    yield from _missing(content, beside)


def _placeholders(passage: Passage) -> Iterator[Finding]:
    for pattern in PLACEHOLDERS:
        for match in pattern.finditer(passage.text):
            if NEEDS_TO.search(passage.text[: match.start()][-1:]) or _is_masked(passage.text, match):
                continue
            words = _("有没写完的地方。请写上具体内容，或者删去。")
            excerpt = around(passage.text, *match.span())
            yield Finding("prose.placeholder", Level.WARN, passage.where, words, excerpt)


def _is_masked(text: str, match: re.Match[str]) -> bool:
    """鲁 A×××××, 工号××: what was struck out on purpose."""
    return bool(re.search(r"[A-Z][·\s]?\d?$|(?:车牌|工号|编号|尾号|电话|号码)[^，。]{0,3}$", text[: match.start()]))


def _length(passage: Passage) -> Iterator[Finding]:
    text = passage.text
    if (longest := max(len(run) for run in PAUSE.split(text))) > LONGEST_WITHOUT_PAUSE:
        words = _("有 %(count)d 个字没有标点。请断句。") % {"count": longest}
        yield Finding("prose.no_pause", Level.ADVISE, passage.where, words, f"{text[:SHOWN]}…")
    elif len(text) > LONGEST_PARAGRAPH:
        words = _("这一段有 %(count)d 个字，手机上要翻好几屏。请分成几段，或者列成条目。") % {"count": len(text)}
        yield Finding("prose.long", Level.ADVISE, passage.where, words, f"{text[:SHOWN]}…")


def _images(content: dict[str, Any]) -> Iterator[Finding]:
    for number, row in numbered(content, "images"):
        caption = str(row.get("caption") or "").strip()[:LONGEST_CAPTION]
        if FILE_NAME.fullmatch(caption):
            words = _("图片没有说明。请写图上是什么，看不见图的人靠它了解，例如“整治后的早市入口”。")
            subject = str(row.get("image") or number)
            yield Finding(
                "prose.image", Level.WARN, Where("images", number, "caption"), words, caption, subject=subject
            )


def _missing(content: dict[str, Any], beside: Beside) -> Iterator[Finding]:
    missing = completeness(content, beside).missing
    if missing:
        parts = "、".join(part.label for part in missing)
        words = _("离完整案例还缺 %(count)d 项：%(parts)s。") % {"count": len(missing), "parts": parts}
        yield Finding("prose.incomplete", Level.ADVISE, Where(missing[0].name), words, subject=parts)
