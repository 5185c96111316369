"""Many cases as one PDF: a cover, contents with page numbers, every case from a page of its own.

Cases are set a few at a time and joined, so that memory does not grow with their number as it would in one setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, TextStringObject

from practices.formats.papers import Paper, day_in_words
from practices.formats.pdf import Set, set_cases
from practices.formats.typesetter import typeset

#: Cases of one setting: with more, memory of the settings is taken anew while pages of earlier ones stand between.
BATCH = 5
#: How front.typ writes an address that is a page of the booklet.
TO_PAGE = "page:"


@dataclass(frozen=True)
class Cover:
    """`subtitle` says what was chosen, `author` who runs the platform."""

    title: str
    subtitle: str
    author: str
    day: date


@dataclass(frozen=True)
class Entry:
    """`page` counts from the first page of the first case."""

    title: str
    city: str
    page: int


def write_booklet(papers: Iterable[Paper], cover: Cover, file: IO[bytes]) -> int:
    """Returns the number of pages. Raises typesetter.CannotTypeset."""
    book, entries = PdfWriter(), []
    for batch in _batches(papers):
        first = len(book.pages) + 1
        setting = PdfReader(BytesIO(set_cases(batch, Set(cover.title, cover.author, first=first, alone=False))))
        starts = [setting.get_destination_page_number(item) or 0 for item in _cases_of(setting.outline)]
        entries += [Entry(paper.title, paper.city, first + start) for paper, start in zip(batch, starts, strict=True)]
        book.append(setting)
    _add_front(book, cover, entries)
    book.write(file)
    return len(book.pages)


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    rest = iter(papers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _cases_of(outline: Any) -> list[Any]:
    """The outline has one line a case; lines below one another come as lists."""
    return [item for item in outline if not isinstance(item, list)]


def _add_front(book: PdfWriter, cover: Cover, entries: list[Entry]) -> None:
    data = {
        "title": cover.title,
        "subtitle": cover.subtitle,
        "author": cover.author,
        "day": day_in_words(cover.day),
        "words": {"contents": _("目录")},
        "entries": [{"title": entry.title, "city": entry.city, "page": entry.page} for entry in entries],
    }
    front = PdfReader(BytesIO(typeset("front.typ", data, {}, tagged=False)))
    length = len(front.pages)
    book.merge(0, front, import_outline=False)
    for page in book.pages[:length]:
        for note in page.get("/Annots") or ():
            _lead_to_page(book, note.get_object(), length)
    book.set_page_label(0, length - 1, style="/r")
    if entries:
        book.set_page_label(length, len(book.pages) - 1, style="/D", start=1)
    book.add_metadata({"/Title": cover.title, "/Author": cover.author})
    root = book.root_object
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = shown


def _lead_to_page(book: PdfWriter, note: Any, length: int) -> None:
    """A line of the contents is set before the pages it leads to are joined to it."""
    address = str(note.get("/A", {}).get("/URI", ""))
    if address.startswith(TO_PAGE):
        page = book.pages[length + int(address.removeprefix(TO_PAGE)) - 1]
        target = ArrayObject([page.indirect_reference, NameObject("/Fit")])
        note[NameObject("/A")] = DictionaryObject({NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): target})
