"""Whether an uploaded document is what its name says. Read from the content: a name is only what somebody typed."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
#: Old binary formats of the office programs, WPS's own included.
OLE2_KINDS = frozenset({"doc", "xls", "ppt", "wps"})
#: What a member's path begins with in each format that is a ZIP; a plain ZIP may hold anything.
ZIP_KINDS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/", "ofd": "OFD.xml", "zip": ""}
TEXT_KINDS = frozenset({"txt", "csv", "md"})
#: A ZIP that unpacks to more than this, or swells by more than this, is a bomb to whoever opens it.
MOST_UNPACKED = 500 * 1024 * 1024
MOST_SWELLING = 200
MOST_MEMBERS = 5000
CHUNK = 64 * 1024


def check_document(name: str, file: IO[bytes]) -> None:
    """Raises ValidationError in words where the content is not of the kind that the extension of `name` stands for."""
    kind = PurePath(name).suffix.lower().lstrip(".")
    file.seek(0)
    try:
        if kind in ZIP_KINDS and _is_locked(file):
            raise ValidationError(_("文件设了打开密码，别人打不开。请去掉密码后再上传。"))
        if not _is_of_kind(kind, file):
            raise ValidationError(
                _("文件内容与扩展名 .%(kind)s 不符，请确认没有改过扩展名，用原来的软件另存后再上传。") % {"kind": kind}
            )
    finally:
        file.seek(0)


def _is_locked(file: IO[bytes]) -> bool:
    """Office programs put a document with a password into an old container, under its new extension."""
    content = file.read()
    file.seek(0)
    return content.startswith(OLE2) and LOCKED in content


def _is_of_kind(kind: str, file: IO[bytes]) -> bool:
    if kind in ZIP_KINDS:
        return _is_zip_with(ZIP_KINDS[kind], file)
    if kind in TEXT_KINDS:
        return _is_text(file)
    head = file.read(1024)
    if kind in OLE2_KINDS:
        return head.startswith(OLE2)
    return kind == "pdf" and b"%PDF-" in head


def _is_zip_with(member: str, file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    _refuse_bomb(members)
    return any(info.filename.startswith(member) for info in members)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    """By what the directory says: nothing is unpacked here."""
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_SWELLING * max(packed, CHUNK):
        raise ValidationError(_("压缩包解开后过大，不能上传。请分成几个小的文件。"))


def _is_text(file: IO[bytes]) -> bool:
    """UTF-8, or GB 18030 as Chinese Windows saves it; a zero byte is in neither."""
    content = file.read()
    if b"\x00" in content:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not content.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script"))
    return False
