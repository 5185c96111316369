"""The files of the building blocks of a case as one ZIP, and how often other cities took it."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import zipfile
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cities.selectors import cities_by_id
from cities.viewers import viewer_of
from files.models import AllianceDocument
from files.permissions import may_read_file
from practices.exports.cases import LICENCE, address_of
from practices.exports.names import file_name
from practices.models import PackDownload, PracticePage
from practices.reading import Reading, reading_of

#: Notepad of older Windows knows UTF-8 by it, and lines by both marks.
BYTE_ORDER_MARK, LINE_END = "\ufeff", "\r\n"


def has_pack(case: Reading) -> bool:
    return any(block["files"] for block in case.blocks)


def write_pack(page: PracticePage, user: Any, file: IO[bytes]) -> None:
    """`page` is one that `user` may read. A folder for each block; what it is, and from whom, in 说明.txt."""
    case = reading_of(page)
    rows = [file for block in case.blocks for file in block["files"]]
    documents = AllianceDocument.objects.in_bulk([row["document"] for row in rows])
    listed = []
    with translation.override(settings.LANGUAGE_CODE), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for place, block in enumerate(case.blocks, 1):
            folder = f"{place:02} {file_name(block['name'])}"
            taken: set[str] = set()
            for row in block["files"]:
                document = documents.get(row["document"])
                name = _free(file_name(f"{row['kind']} {row['filename']}"), taken)
                if document is not None and may_read_file(user, document) and _add(pack, f"{folder}/{name}", document):
                    listed.append(f"{folder}/{name}")
                else:
                    listed.append(_("%(name)s（文件缺失）") % {"name": f"{folder}/{name}"})
        pack.writestr(f"{_('说明')}.txt", BYTE_ORDER_MARK + LINE_END.join(_explained(page, case, listed)))


def _free(name: str, taken: set[str]) -> str:
    """Another name where two files of a block have the same."""
    stem, dot, suffix = name.rpartition(".")
    wanted, number = name, 2
    while wanted.lower() in taken:
        wanted, number = (f"{stem} {number}.{suffix}" if dot else f"{name} {number}"), number + 1
    taken.add(wanted.lower())
    return wanted


def _add(pack: zipfile.ZipFile, name: str, document: AllianceDocument) -> bool:
    """A piece at a time. Whether the file was there."""
    try:
        source = document.file.open("rb")
    except FileNotFoundError:
        return False
    with source, pack.open(name, "w") as target:
        shutil.copyfileobj(source, target)
    return True


def _explained(page: PracticePage, case: Reading, listed: list[str]) -> list[str]:
    unit = case.content.get("bureau") or cities_by_id()[page.city_id].name
    lines = [str(case.content["title"]), f"{_('责任单位')}：{unit}", f"{_('网址')}：{address_of(page)}"]
    if case.number:
        lines.append(_("第 %(number)s 版") % {"number": case.number})
    return [*lines, "", f"{_('使用许可')}：{LICENCE}", "", f"{_('文件')}：", *listed, ""]


# --- counted ------------------------------------------------------------------------------------------------------
def note_pack(*, page: PracticePage, user: Any, session: str | None) -> None:
    """Once for a session, of people of other cities: a city that takes its own files does not use them again. Who it was
    is not kept: the session goes in as a hash that leads back to nobody. Visitors have no session."""
    if not session or page.city_id in viewer_of(user).city_ids:
        return
    key = hmac.new(settings.SECRET_KEY.encode(), f"pack {page.pk} {session}".encode(), hashlib.sha256).hexdigest()
    try:
        with transaction.atomic():
            PackDownload.objects.create(practice=page, session=key)
    except IntegrityError:
        return


def times_taken(page: PracticePage) -> int:
    return PackDownload.objects.filter(practice=page.pk).count()
