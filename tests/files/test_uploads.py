"""What may be uploaded, through the forms people use."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from files.contents import OLE2, check_document
from files.models import AllianceDocument, AllianceImage
from tests.factories.cities import city, editor_of

pytestmark = pytest.mark.django_db
ADD_DOCUMENT, ADD_MANY, ADD_IMAGE = "wagtaildocs:add", "wagtaildocs:add_multiple", "wagtailimages:add"


def zipped(*names: str, size: int = 10) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return buffer.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    buffer = io.BytesIO()
    Image.new("1" if form == "PNG" else "RGB", size).save(buffer, form)
    return buffer.getvalue()


GOOD = {
    "a.pdf": b"%PDF-1.7\n...",
    "a.doc": OLE2 + b"...",
    "a.xls": OLE2,
    "a.ppt": OLE2,
    "a.wps": OLE2,
    "a.docx": zipped("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": zipped("xl/workbook.xml"),
    "a.pptx": zipped("ppt/presentation.xml"),
    "a.ofd": zipped("OFD.xml"),
    "a.zip": zipped("readme.txt"),
    "a.txt": "占道经营".encode(),
    "a.csv": "指标,数值\n投诉,45".encode("gb18030"),
    "a.md": b"# title",
}
BAD = {
    "page as text": ("a.txt", b"<html><script>alert(1)</script></html>"),
    "drawing as text": ("a.md", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "page as pdf": ("a.pdf", b"<html></html>"),
    "program as word": ("a.doc", b"MZ\x90\x00"),
    "program as text": ("a.txt", b"MZ\x90\x00\x03"),
    "zip as word": ("a.docx", zipped("readme.txt")),
    "word as excel": ("a.xlsx", zipped("word/document.xml")),
    "broken zip": ("a.zip", b"PK\x03\x04 nothing"),
    "empty pdf": ("a.pdf", b" "),
    "zip bomb": ("a.zip", zipped("bomb", size=30_000_000)),
    "too many members": ("a.zip", zipped(*(f"{n}" for n in range(5001)), size=0)),
    "other kind": ("a.svg", b"<svg/>"),
    "page": ("a.html", b"<html></html>"),
}


@pytest.fixture
def writer(client):
    client.force_login(editor_of("rizhao"))
    return client


@pytest.mark.parametrize("name", GOOD)
def test_what_offices_use_is_taken(name):
    check_document(name, io.BytesIO(GOOD[name]))


@pytest.mark.parametrize("case", sorted(set(BAD) - {"other kind", "page"}))
def test_what_is_not_what_it_says_is_refused(case):
    with pytest.raises(ValidationError):
        check_document(BAD[case][0], io.BytesIO(BAD[case][1]))


@pytest.mark.parametrize("case", BAD)
def test_the_form_refuses_it_in_words_and_keeps_nothing(writer, case):
    name, content = BAD[case]
    response = writer.post(reverse(ADD_DOCUMENT), {"title": "文件", "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200 and response.context["form"].errors["file"]
    assert not AllianceDocument.objects.exists()


def test_the_form_of_many_refuses_it_too(writer):
    file = SimpleUploadedFile("a.pdf", b"<html></html>")
    headers = {"x-requested-with": "XMLHttpRequest"}
    answer = writer.post(reverse(ADD_MANY), {"title": "文件", "files[]": file}, headers=headers).json()
    assert answer["success"] is False and "扩展名" in answer["error_message"]
    assert not AllianceDocument.objects.exists()


def test_a_good_document_lands_in_the_citys_own_collection(writer):
    file = SimpleUploadedFile("制度.pdf", GOOD["a.pdf"])
    writer.post(reverse(ADD_DOCUMENT), {"title": "制度", "file": file, "collection": city("heze").collection.pk})
    assert AllianceDocument.objects.get().collection == city("rizhao").collection


def test_a_document_over_fifty_megabytes_is_refused(writer, settings):
    file = SimpleUploadedFile("a.txt", b"a" * (50 * 1024 * 1024 + 1))
    response = writer.post(reverse(ADD_DOCUMENT), {"title": "大文件", "file": file})
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "<script>alert(1)</script>.pdf", "a\u202efdp.exe.pdf", "长" * 300 + ".pdf"]
)
def test_a_strange_name_is_made_safe(writer, name):
    writer.post(reverse(ADD_DOCUMENT), {"title": "文件", "file": SimpleUploadedFile(name, GOOD["a.pdf"])})
    stored = AllianceDocument.objects.get().file.name
    assert stored.startswith("documents/") and len(stored) <= 100
    assert not set("<>\u202e") & set(stored) and ".." not in stored


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.jpg", b"<html><script>alert(1)</script>"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken"),
        ("a.jpg", picture("PNG")),
        ("a.bmp", picture("BMP")),
        ("bomb.png", picture("PNG", (10_000, 10_000))),
    ],
    ids=["drawing", "drawing as picture", "page as picture", "broken", "other format", "other kind", "100 megapixels"],
)
def test_a_picture_that_is_none_is_refused_in_words(writer, name, content):
    response = writer.post(reverse(ADD_IMAGE), {"title": "图片", "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200 and response.context["form"].errors["file"]
    assert not AllianceImage.objects.exists()


def test_a_document_goes_out_as_an_attachment_nobody_keeps(writer):
    writer.post(reverse(ADD_DOCUMENT), {"title": "制度", "file": SimpleUploadedFile("a.pdf", GOOD["a.pdf"])})
    response = writer.get(AllianceDocument.objects.get().url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"


def test_a_content_hash_tells_nothing_to_whom_the_file_is_closed(writer, client):
    writer.post(reverse(ADD_DOCUMENT), {"title": "制度", "file": SimpleUploadedFile("a.pdf", GOOD["a.pdf"])})
    document = AllianceDocument.objects.get()
    stranger = client.__class__()
    response = stranger.get(document.url, headers={"if-none-match": f'"{document.file_hash}"'})
    assert response.status_code == 404 and not response.has_header("ETag")
