"""A ZIP with case files and what belongs to them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from practices.formats.drafts import CarriedFile, CaseDraft, Finding
from practices.formats.guards import Refused, suffix_of
from practices.formats.matching import bare

CASES = frozenset({"docx", "doc", "xlsx", "csv", "md"})
#: What programs leave in archives.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
PICTURES = frozenset({"gif", "jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff"})
UTF8 = 0x800
#: Of one attachment, as of an upload (files.contents, settings).
MOST_OF_ONE = 50 * 1024 * 1024

Reader = Callable[[Path, str], "tuple[list[CaseDraft], list[Finding]]"]


@dataclass
class Unpacked:
    cases: list[CaseDraft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_archive(path: Path, read: Reader) -> Unpacked:
    """`read` reads one case file; raises Refused where it cannot be read, which keeps out that one only."""
    found = Unpacked()
    with zipfile.ZipFile(path) as archive:
        members = {_name_of(member): member for member in archive.infolist() if not member.is_dir()}
        members = {name: member for name, member in members.items() if not _is_litter(name)}
        named = _files_named(found, archive, members, read)
        for name, member in members.items():
            if name not in named:
                _hand_out(found, archive, name, member)
    return found


def _name_of(member: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GB 18030 and does not say so."""
    if member.flag_bits & UTF8:
        return member.filename
    try:
        content = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.startswith(LITTER) or not parts or parts[-1] in LITTER or parts[-1].startswith(("~$", "._"))


def _files_named(
    found: Unpacked, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], read: Reader
) -> set[str]:
    """Reads the case files; returns their names. Office files in a folder named 附件 are attachments."""
    cases = set()
    for number, (name, member) in enumerate(members.items()):
        if suffix_of(name) not in CASES or any(part in ("附件", "attachments") for part in PurePosixPath(name).parts):
            continue
        cases.add(name)
        copy = Path(f"member-{number}")
        try:
            with archive.open(member) as source, copy.open("wb") as target:
                while piece := source.read(1024 * 1024):
                    target.write(piece)
            drafts, findings = read(copy, name)
        except Refused as refusal:
            found.findings.append(Finding("error", name, str(refusal)))
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            found.findings.append(Finding("error", name, _("压缩包里的这个文件已损坏，没有读取。")))
        else:
            found.cases.extend(drafts)
            found.findings.extend(Finding(row.level, f"{name} {row.where}", row.message) for row in findings)
        finally:
            copy.unlink(missing_ok=True)
    return cases


def _hand_out(found: Unpacked, archive: zipfile.ZipFile, name: str, member: zipfile.ZipInfo) -> None:
    if suffix_of(name) == "zip":
        found.findings.append(Finding("warning", name, _("压缩包里的压缩包没有读取，请单独上传。")))
        return
    if member.file_size > MOST_OF_ONE:
        found.findings.append(Finding("warning", name, _("文件超过 50 MB，没有导入。")))
        return
    case = _owner(found.cases, name)
    if case is None:
        message = _("不知道属于哪个案例，没有导入。请把它放进和案例同名的文件夹，或在表格里写上文件名。")
        found.findings.append(Finding("warning", name, message))
        return
    try:
        carried = CarriedFile(PurePosixPath(name).name, archive.read(member))
    except (zipfile.BadZipFile, EOFError, NotImplementedError):
        found.findings.append(Finding("warning", name, _("压缩包里的这个文件已损坏，没有读取。")))
        return
    (case.images if _is_image_of(case, name) else case.files).append(carried)


def _owner(cases: list[CaseDraft], name: str) -> CaseDraft | None:
    """Who names it; whose name its folder has; the only one in its folder or above; the only one there is."""
    path = PurePosixPath(name)
    for case in cases:
        if path.name in _names(case):
            return case
    folders = {bare(part) for part in path.parts[:-1]}
    for case in cases:
        if bare(case.fields.get("title", "")) in folders or bare(PurePosixPath(case.source).stem) in folders:
            return case
    for folder in path.parents:
        inside = [case for case in cases if PurePosixPath(case.source.split(" ")[0]).parent == folder]
        if inside:
            return inside[0] if len(inside) == 1 else None
    return cases[0] if len(cases) == 1 else None


def _names(case: CaseDraft) -> set[str]:
    rows = [row for relation in ("images", "evidence_files", "attachments") for row in case.fields.get(relation, [])]
    return {PurePosixPath(str(row.get("filename") or "")).name for row in rows} - {""}


def _is_image_of(case: CaseDraft, name: str) -> bool:
    """A picture is one of the case unless the case names it as a file."""
    listed = [row for relation in ("evidence_files", "attachments") for row in case.fields.get(relation, [])]
    named = {PurePosixPath(str(row.get("filename") or "")).name for row in listed}
    return suffix_of(name) in PICTURES and PurePosixPath(name).name not in named
