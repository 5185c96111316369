"""Text of whatever encoding Chinese offices save: UTF-8 with and without mark, UTF-16, GB 18030, Big5, and files put
together from several."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from practices.formats.drafts import Finding

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Big5 read as GB 18030 gives characters that nobody writes; in real text nine of ten are of GB 2312's first level.
LEAST_COMMON = 0.6
SAMPLE = 4000
#: Of a file in which every line is broken a few examples are enough.
MOST_FINDINGS = 20


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str
    findings: list[Finding] = field(default_factory=list)


def decode(content: bytes) -> Decoded:
    """Never fails: what no encoding explains is read line by line, and each line that lost characters is named."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content, encoding) or _by_line(content.removeprefix(mark))
    if utf16 := _unmarked_utf16(content):
        return utf16
    if found := _strict(content, "utf-8"):
        return found
    found = _strict(content, "gb18030")
    if found is None or any(map(_is_surely_utf8, content.split(b"\n"))):
        return _by_line(content)
    return _unless_big5(content, found)


def _strict(content: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(content.decode(encoding).lstrip("\ufeff"), encoding.removesuffix("-sig"))
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(content: bytes) -> Decoded | None:
    """Line ends and digits have a zero byte on one side only; there is none in any other encoding of text."""
    sample = content[:SAMPLE]
    if len(content) % 2 or b"\x00" not in sample:
        return None
    encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    return _strict(content, encoding)


def _unless_big5(content: bytes, found: Decoded) -> Decoded:
    if _share_of_common(found.text) >= LEAST_COMMON:
        return found
    big5 = _strict(content, "big5")
    if big5 is None or _share_of_common(big5.text, "big5") <= _share_of_common(found.text):
        return found
    note = _("文件是繁体 Big5 编码，已按它读取；请检查内容是否正常。")
    return Decoded(big5.text, "big5", [Finding("note", _("整个文件"), note)])


def _is_surely_utf8(line: bytes) -> bool:
    """UTF-8 of Chinese passes for GB 18030; the other way round only words of two characters do, 联通 among them."""
    found = None if line.isascii() else _strict(line, "utf-8")
    return found is not None and sum(character > "\u3400" for character in found.text) > 2


def _share_of_common(text: str, encoding: str = "gb2312") -> float:
    """Of its Han characters, those of the level that the encoding put first because they are common."""
    han = [character for character in text[:SAMPLE] if character > "\u3400"]
    first, last = (0xA4, 0xC6) if encoding == "big5" else (0xB0, 0xD7)
    lead = (character.encode(encoding, "ignore")[:1] for character in han)
    return sum(first <= byte[0] <= last for byte in lead if byte) / len(han) if han else 1.0


def _by_line(content: bytes) -> Decoded:
    """Files of several people put together. A line end is no part of a character in any of the three encodings."""
    lines: list[str] = []
    used: set[str] = set()
    findings: list[Finding] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        found = _strict(line, "utf-8") or _strict(line, "gb18030")
        if found is None:
            findings.append(_lost(number))
            found = _least_lost(line)
        if not line.isascii():
            used.add(found.encoding)
        lines.append(found.text)
    if len(findings) > MOST_FINDINGS:
        more = _("还有 %(count)d 行也有认不出的字。") % {"count": len(findings) - MOST_FINDINGS}
        findings = [*findings[:MOST_FINDINGS], Finding("warning", _("整个文件"), more)]
    if len(used) > 1:
        mixed = _("文件里混有几种编码，已逐行辨认；请检查内容是否正常。")
        findings.insert(0, Finding("warning", _("整个文件"), mixed))
    return Decoded("\n".join(lines), "+".join(sorted(used)) or "utf-8", findings)


def _least_lost(line: bytes) -> Decoded:
    read = [Decoded(line.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")]
    return max(read, key=lambda decoded: _share_of_common(decoded.text))


def _lost(number: int) -> Finding:
    words = _("有认不出的字，已用 � 代替。请把文件另存为 UTF-8 后重新上传，或导入后改正。")
    return Finding("warning", _("第 %(number)d 行") % {"number": number}, words)
