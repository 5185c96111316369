"""Files that must not be opened, or are not what their names say. All are made here, none is a real one."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from files.contents import LOCKED, OLE2
from practices.formats.guards import MOST_BYTES, MOST_MEMBERS, Refused, examine

Made = tuple[str, bytes]


def word() -> bytes:
    file = BytesIO()
    Document().save(file)
    return file.getvalue()


def workbook() -> bytes:
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


def zipped(members: dict[str, bytes], base: bytes = b"") -> bytes:
    file = BytesIO(base)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_types(content_type: str) -> bytes:
    return zipped({"[Content_Types].xml": f"<Types>{content_type}</Types>".encode(), "word/document.xml": b"<w/>"})


def locked_zip() -> bytes:
    """The bit that says "with a password", in the entry and in the directory."""
    content = bytearray(zipped({"案例.docx": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.fixture
def put(tmp_path: Path):
    def place(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return place


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", word(), "docx"),
        ("a.xlsx", workbook(), "xlsx"),
        ("renamed.zip", word(), "docx"),
        ("renamed.docx", workbook(), "xlsx"),
        ("a.csv", "案例名称".encode("gb18030"), "csv"),
        ("a.md", "# 案例".encode(), "md"),
        ("a.zip", zipped({"案例.docx": word()}), "zip"),
        ("a.doc", OLE2 + "WordDocument".encode("utf-16-le"), "doc"),
    ],
)
def test_a_file_is_what_its_content_is(put, name: str, content: bytes, kind: str) -> None:
    opened = examine(put(name, content), name)
    assert opened.kind == kind
    assert opened.findings == []


def test_an_old_word_file_under_a_new_name_is_read_as_what_it_is(put) -> None:
    opened = examine(put("a.docx", OLE2 + "WordDocument".encode("utf-16-le")), "a.docx")
    assert opened.kind == "doc"
    assert len(opened.findings) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.docx", b"", "空的"),
        ("locked.docx", OLE2 + LOCKED, "打开密码"),
        ("locked.zip", locked_zip(), "设了密码"),
        ("cut.docx", word()[:2000], "不完整"),
        ("cut.xlsx", workbook()[:-30], "不完整"),
        ("old.xls", OLE2 + "Workbook".encode("utf-16-le"), ".xlsx"),
        ("old.wps", OLE2 + b"whatever", "另存为"),
        ("macro.docm", with_types("application/vnd.ms-word.document.macroEnabled.main+xml"), "带宏"),
        ("macro.docx", with_types("application/vnd.ms-word.document.macroEnabled.main+xml"), "带宏"),
        ("bomb.zip", zipped({"a.txt": b"0" * 60_000_000}), "过大"),
        ("many.zip", zipped({f"{number}.txt": b"" for number in range(MOST_MEMBERS + 1)}), "超过 3000 个"),
        ("slides.pptx", zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}), "只能导入"),
        ("report.pdf", b"%PDF-1.7 ...", "PDF"),
        ("web.doc", b"<html><body>x</body></html>", "网页"),
        ("text.rtf", b"{\\rtf1 x}", "RTF"),
        ("text.docx", "不是 Word".encode(), "扩展名"),
        ("not-word.docx", zipped({"案例.txt": b"x"}), "扩展名"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "只能导入"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(put, name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        examine(put(name, content), name)
    assert said in str(refusal.value)


def test_a_declaration_of_entities_is_refused(put) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    content = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bomb})
    with pytest.raises(Refused):
        examine(put("a.docx", content), "a.docx")


def test_macros_that_a_plain_document_carries_are_left_and_named(put) -> None:
    opened = examine(put("a.docx", zipped({"word/vbaProject.bin": b"x"}, word())), "a.docx")
    assert opened.kind == "docx"
    assert [finding.level for finding in opened.findings] == ["warning"]


def test_two_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(2 * MOST_BYTES)
    with pytest.raises(Refused, match="200 MB"):
        examine(path, "large.zip")
