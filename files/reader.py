"""Reads the words out of one file. Run as a program of its own, by files.texts: what it is given may be broken or meant
to do harm, so it knows nothing of the site (no settings, no database) and ends when it takes too much.

    python -I reader.py KIND PATH MEMORY SECONDS

answers on standard output with JSON: {"text": …, "problem": …}, one of them empty unless the text was cut."""

from __future__ import annotations

import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import IO, Any

#: Thirty pages of a regulation. What stands behind is not searched.
MOST_CHARACTERS = 20_000
#: Unpacked, by what the directory of the ZIP says; zipfile gives out no more than that.
MOST_UNPACKED = 200 * 1024 * 1024
#: A line of a PDF that reaches this far to the right goes on in the next one.
FULL_LINE = 0.8
NEARLY_ALL = 0.8
ENCODINGS = ("utf-8-sig", "gb18030")
#: Formats that are a ZIP inside.
ZIPPED = frozenset({"docx", "xlsx", "pptx", "ofd"})
_SENTENCE_END = "。！？；：.!?;:"


class Unreadable(Exception):
    """Its only argument is one of files.models.TextProblem."""


# --- formats ------------------------------------------------------------------------------------------------------
def pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("encrypted")
    for page in reader.pages:
        yield unbroken(page.extract_text())


def unbroken(text: str) -> str:
    """A PDF knows lines, not paragraphs: a word broken at the right edge would never be found."""
    lines = [line.strip() for line in text.splitlines()]
    edge = FULL_LINE * max((len(line) for line in lines), default=0)
    ends = [line if len(line) < edge or line.endswith(tuple(_SENTENCE_END)) else f"{line}\x00" for line in lines]
    return re.sub(r"(?<=[a-zA-Z])\x00\n(?=[a-zA-Z])", " ", "\n".join(ends)).replace("\x00\n", "").replace("\x00", "")


def docx(path: Path) -> Iterator[str]:
    from docx import Document

    yield from _blocks(Document(str(path)))


def _blocks(container: Any) -> Iterator[str]:
    """Paragraphs and tables in their order; a merged cell is given once for each column it spans."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = [next(same) for _cell, same in groupby(row.cells, key=lambda cell: cell._tc)]
                yield "\t".join(" ".join(_blocks(cell)) for cell in cells)
        else:
            yield block.text


def xlsx(path: Path) -> Iterator[str]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield sheet.title
            for row in sheet.iter_rows(values_only=True):
                yield "\t".join(str(value) for value in row if value is not None)


def pptx(path: Path) -> Iterator[str]:
    from pptx import Presentation

    for slide in Presentation(str(path)).slides:
        yield from _shapes(slide.shapes)


def _shapes(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield "\t".join(cell.text for cell in row.cells)


def ofd(path: Path) -> Iterator[str]:
    """The national format for finished documents: pages of text pieces, each a line or a part of one."""
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as archive:
        pages = [name for name in archive.namelist() if re.search(r"Page_\d+/Content\.xml$", name)]
        for name in sorted(pages, key=lambda name: [int(number) for number in re.findall(r"\d+", name)]):
            with archive.open(name) as file:
                pieces = (element for _event, element in iterparse(file) if element.tag.endswith("}TextCode"))
                yield unbroken("\n".join(piece.text or "" for piece in pieces))


def plain(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    raise Unreadable("damaged")


READERS: dict[str, Callable[[Path], Iterable[str]]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "pptx": pptx,
    "ofd": ofd,
    "txt": plain,
    "csv": plain,
    "md": plain,
}

#: Loaded before the memory is limited: a library that does not fit would look like a damaged file.
LIBRARIES = {
    "pdf": "pypdf",
    "docx": "docx",
    "xlsx": "openpyxl",
    "pptx": "pptx",
    "ofd": "defusedxml.ElementTree",
}


# --- reading ------------------------------------------------------------------------------------------------------
def read(kind: str, path: Path) -> dict[str, str]:
    if not path.stat().st_size:
        raise Unreadable("empty")
    if kind in ZIPPED:
        _refuse_large(path)
    text, is_cut = collected(READERS[kind](path))
    if not text:
        raise Unreadable("no_text" if kind in ("pdf", "ofd") else "empty")
    return {"text": text, "problem": "cut" if is_cut else ""}


def _refuse_large(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise Unreadable("too_large")


def collected(pieces: Iterable[str]) -> tuple[str, bool]:
    """The beginning of the text, and whether there is more. No further piece is read than is needed."""
    lines: list[str] = []
    length = 0
    for piece in pieces:
        for line in map(tidy, piece.splitlines()):
            if line:
                lines.append(line)
                length += len(line) + 1
        if length > MOST_CHARACTERS:
            break
    text = "\n".join(lines)
    return text[:MOST_CHARACTERS].rstrip(), len(text) > MOST_CHARACTERS


def tidy(line: str) -> str:
    """Without control characters and broken halves of characters, which no database takes; white space once."""
    seen = "".join(" " if unicodedata.category(character) in ("Cc", "Cs", "Cn") else character for character in line)
    return " ".join(seen.split())


def outcome(kind: str, path: Path, memory: int) -> dict[str, str]:
    """Libraries answer a broken file with errors of every kind, and some call a file damaged for which the memory did
    not suffice."""
    try:
        return read(kind, path)
    except Unreadable as problem:
        return {"text": "", "problem": str(problem)}
    except Exception:
        return {"text": "", "problem": "too_large" if most_taken() > NEARLY_ALL * memory else "damaged"}


def most_taken() -> int:
    """Bytes of memory this process held at most. getrusage would count what its parent held when it forked. 0 where the
    system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def limit(memory: int, seconds: int, written: int = 0) -> None:
    """Of this process, for good. `written`: bytes of the largest file it may write."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, path: str, memory: str, seconds: str) -> None:
    """What libraries print must not get into the answer."""
    answer: IO[str] = sys.stdout
    sys.stdout = sys.stderr
    if kind in LIBRARIES:
        import_module(LIBRARIES[kind])
    limit(int(memory), int(seconds))
    json.dump(outcome(kind, Path(path), int(memory)), answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
