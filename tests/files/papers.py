"""Files as people upload them, good and bad, made where they are needed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

WORDS = "燕子山巡查台账"


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=3)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "合并的格子"
    table.rows[0].cells[2].text = "另一格"
    return _saved(document)


def xlsx(*rows: list[Any], hidden: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        sheet = book.create_sheet("草稿")
        sheet.append([hidden])
        sheet.sheet_state = "hidden"
    return _saved(book)


def pptx(text: str) -> bytes:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = text
    return _saved(deck)


def ofd(*texts: str) -> bytes:
    pieces = "".join(f"<ofd:TextCode>{text}</ofd:TextCode>" for text in texts)
    page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{pieces}</ofd:Page>'
    return zipped({"OFD.xml": b"<x/>", "Doc_0/Pages/Page_0/Content.xml": page.encode()})


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pdf(text: str = "", password: str = "") -> bytes:
    """One page; `text` in Latin letters, the only ones a PDF shows without a font of its own."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=300)
    if text:
        font = DictionaryObject(
            {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in FONT.items()}  # type: ignore[no-untyped-call]
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


FONT = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}


def endless_pdf() -> bytes:
    """A page tree that is its own child."""
    content = pdf("x")
    assert PdfReader(io.BytesIO(content)).pages
    return content.replace(b"/Kids [ 4 0 R ]", b"/Kids [ 1 0 R ]")


def bomb() -> bytes:
    """210 MB of one letter, in 200 kB."""
    return zipped({"xl/workbook.xml": b"a" * (210 * 1024 * 1024)})


def _saved(what: Any) -> bytes:
    buffer = io.BytesIO()
    what.save(buffer)
    return buffer.getvalue()
