"""What is looked at before a file is opened: what it really is, and whether opening it would do harm.

Names are what somebody typed; the first bytes and the directory of a ZIP say what a file is. Whatever is refused says in
words what to do.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from django.utils.translation import gettext as _

from files.contents import CHUNK, LOCKED, OLE2
from practices.formats.drafts import Finding

Kind = Literal["docx", "xlsx", "csv", "md", "zip", "doc"]

MOST_BYTES = 100 * 1024 * 1024
#: Of an archive with its attachments; an office document alone never gets near.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SWELLING = 200
MOST_MEMBERS = 3000
#: Of one XML part. Word itself writes some 2 MB for a thousand pages.
MOST_XML = 64 * 1024 * 1024
TEXTS: dict[str, Kind] = {"csv": "csv", "txt": "md", "md": "md", "markdown": "md", "tsv": "csv"}
_FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(Exception):
    """The file as a whole is not read; the message is for the person who brought it."""


@dataclass(frozen=True)
class Opened:
    """What a file is, whatever its name says."""

    kind: Kind
    findings: list[Finding] = field(default_factory=list)


def examine(path: Path, name: str) -> Opened:
    """`name` is what the file was called; raises Refused."""
    size = path.stat().st_size
    if not size:
        raise Refused(_("文件是空的。"))
    if size > MOST_BYTES:
        raise Refused(_("文件有 %(size)d MB，超过 100 MB。请分成几个文件，或先把图片压缩。") % {"size": size >> 20})
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(OLE2):
        return _old_container(path, name)
    if head.startswith(b"PK"):
        return _zipped(path, name)
    return _text(head, name)


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


# --- old containers -----------------------------------------------------------------------------------------------
def _old_container(path: Path, name: str) -> Opened:
    content = path.read_bytes()
    if LOCKED in content:
        raise Refused(_("文件设了打开密码，读不了。请去掉密码后重新上传。"))
    if "WordDocument".encode("utf-16-le") in content:
        renamed = suffix_of(name) == "docx"
        words = _("这是旧版 Word 文件，只是改了扩展名；已按旧版文件读取。")
        return Opened("doc", [Finding("note", _("整个文件"), words)] if renamed else [])
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        raise Refused(_("这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 另存为 .xlsx 后重新上传。"))
    raise Refused(_("认不出这个文件。请用 Word 或 Excel 打开，另存为 .docx 或 .xlsx 后重新上传。"))


# --- ZIP and what is made of it -----------------------------------------------------------------------------------
def _zipped(path: Path, name: str) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            refuse_bomb(members)
            _refuse_locked(members)
            return _of_members(archive, {member.filename for member in members}, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused(_("文件不完整或已损坏，打不开。请在自己的电脑上打开检查，另存后重新上传。")) from error


def refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    """By what the directory says. zipfile gives out no more of a member than the directory announced."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise Refused(_("压缩包里有 %(count)d 个文件，超过 3000 个。请分成几个压缩包。") % {"count": len(members)})
    if unpacked > MOST_UNPACKED or unpacked > MOST_SWELLING * max(packed, CHUNK):
        raise Refused(_("文件解开后过大，不能读取。请分成几个小的文件，或先把图片压缩。"))


def _refuse_locked(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("压缩包设了密码，读不了。请去掉密码后重新上传。"))


def _of_members(archive: zipfile.ZipFile, names: set[str], name: str) -> Opened:
    if "[Content_Types].xml" not in names:
        if suffix_of(name) in ("docx", "xlsx"):
            raise Refused(_("文件内容与扩展名不符，打不开。请用原来的软件另存后重新上传。"))
        return Opened("zip")
    _refuse_entities(archive)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Refused(_("文件带宏，不能导入。请另存为不带宏的 .docx 或 .xlsx 后重新上传。"))
    has_macros = any(PurePath(member).name.lower() == "vbaproject.bin" for member in names)
    words = _("文件里带有宏，没有读取，也不会保存。")
    findings = [Finding("warning", _("整个文件"), words)] if has_macros else []
    for kind, part in (("docx", "word/"), ("xlsx", "xl/")):
        if any(member.startswith(part) for member in names):
            return Opened(kind, findings)  # type: ignore[arg-type]
    raise Refused(_("只能导入 Word、Excel、CSV、Markdown 文件和装有这些文件的 ZIP 压缩包。"))


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """Office programs write no declarations of entities: who does wants the parser to swell or to fetch."""
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")):
            if member.file_size > MOST_XML:
                raise Refused(_("文件解开后过大，不能读取。请分成几个小的文件，或先把图片压缩。"))
            with archive.open(member) as part:
                if _FORBIDDEN_XML.search(part.read(CHUNK)):
                    raise Refused(_("文件里有不允许的内容，不能读取。请用 Word 或 Excel 打开，另存后重新上传。"))


# --- text ---------------------------------------------------------------------------------------------------------
def _text(head: bytes, name: str) -> Opened:
    begins = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    suffix = suffix_of(name)
    if head.startswith(b"%PDF-"):
        raise Refused(_("PDF 里分不清哪一段是什么，不能导入。请上传写这份 PDF 的 Word 文件。"))
    if begins.startswith(b"{\\rtf"):
        raise Refused(_("这是 RTF 文件。请用 Word 或 WPS 另存为 .docx 后重新上传。"))
    if begins.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise Refused(_("这是网页文件，只是改了扩展名。请用 Word 或 Excel 打开，另存为 .docx 或 .xlsx 后重新上传。"))
    if suffix not in TEXTS:
        if suffix in ("docx", "xlsx", "doc", "xls", "zip"):
            raise Refused(_("文件内容与扩展名不符，打不开。请用原来的软件另存后重新上传。"))
        raise Refused(_("只能导入 Word、Excel、CSV、Markdown 文件和装有这些文件的 ZIP 压缩包。"))
    return Opened(TEXTS[suffix])
