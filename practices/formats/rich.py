"""Long texts as blocks that every kind of file can be made of, and as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urljoin

Kind = Literal["paragraph", "heading", "item", "rule"]
HEADING_TAGS = {"h2": 2, "h3": 3, "h4": 4}
#: What XML cannot hold, whoever escapes it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n]+")
_MARKS = re.compile(r"([\\`*\[\]<&~|])|(?<![^\W_])(_)|(_)(?![^\W_])")
_LINE_MARKS = re.compile(r"^(\s*)(?:(#{1,6}(?=\s|$)|[-+=>])|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """`text` may hold line breaks. `address` is where it leads, whole."""

    text: str
    bold: bool = False
    address: str = ""


@dataclass(frozen=True)
class Block:
    """`level`: of a heading 2 to 4, of an item its depth from 0. `number`: of an item of a numbered list, from 1."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    level: int = 0
    number: int | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def blocks_of(markup: str, *, base: str = "") -> tuple[Block, ...]:
    """Of HTML of the allow-list (vocabulary.richtext). Links within the site are made whole with `base`."""
    reader = _Reader(base)
    reader.feed(writable(markup))
    reader.close()
    reader.end()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.blocks: list[Block] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._runs: list[Run] = []
        self._bold = 0
        self._address = ""
        #: Of each list around: the number of its last item, None where it is not numbered.
        self._lists: list[int | None] = []
        self._in_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.end()
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.end()
            self._begin_item()
        elif tag == "p" or tag in HEADING_TAGS:
            self._begin(tag)
        elif tag == "hr":
            self.end()
            self.blocks.append(Block("rule"))
        elif tag == "br":
            self._add("\n")
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag == "a":
            self._address = urljoin(self.base, dict(attrs).get("href") or "") if dict(attrs).get("href") else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.end()
            if self._lists:
                self._lists.pop()
        elif tag == "li" or tag in HEADING_TAGS or (tag == "p" and not self._in_item):
            self.end()
        elif tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif tag == "a":
            self._address = ""

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        if self._runs and self._runs[-1].text.endswith("\n"):
            text = text.lstrip(" ")
        if text.strip() or self._runs:
            self._add(text)

    def _begin(self, tag: str) -> None:
        """A paragraph inside an item is a line of it."""
        if tag == "p" and self._in_item:
            if self._runs:
                self._add("\n")
            return
        self.end()
        self._kind = "heading" if tag in HEADING_TAGS else "paragraph"
        self._level = HEADING_TAGS.get(tag, 0)

    def _begin_item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        if self._lists[-1] is not None:
            self._lists[-1] += 1
        self._kind, self._level, self._in_item = "item", len(self._lists) - 1, True

    def _add(self, text: str) -> None:
        self._runs.append(Run(text, bool(self._bold), self._address))

    def end(self) -> None:
        runs = _trimmed(self._runs)
        if runs:
            number = self._lists[-1] if self._kind == "item" and self._lists else None
            self.blocks.append(Block(self._kind, runs, self._level, number))
        self._runs, self._kind, self._level, self._in_item = [], "paragraph", 0, False


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Joined where they look the same, without space at either end."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].bold, joined[-1].address) == (run.bold, run.address):
            joined[-1] = Run(joined[-1].text + run.text, run.bold, run.address)
        else:
            joined.append(run)
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[0] = Run(joined[0].text.lstrip(), joined[0].bold, joined[0].address)
        joined[-1] = Run(joined[-1].text.rstrip(), joined[-1].bold, joined[-1].address)
    return tuple(joined)


def to_markdown(blocks: tuple[Block, ...], *, deeper: int = 0) -> str:
    """Commonmark. Headings are `deeper` levels below their own."""
    written: list[str] = []
    for number, block in enumerate(blocks):
        is_next_item = block.kind == "item" and number and blocks[number - 1].kind == "item"
        written.append(("\n" if is_next_item else "\n\n") if number else "")
        written.append(_block_in_markdown(block, deeper))
    return "".join(written)


def _block_in_markdown(block: Block, deeper: int) -> str:
    if block.kind == "rule":
        return "---"
    text = "".join(_run_in_markdown(run) for run in block.runs)
    if block.kind == "heading":
        return f"{'#' * min(6, block.level + deeper)} {text.replace(BREAK, ' ')}"
    if block.kind == "item":
        indent = "    " * block.level
        mark = "-" if block.number is None else f"{block.number}."
        return f"{indent}{mark} " + text.replace(BREAK, BREAK + indent + "   ")
    return text


#: A line break inside a paragraph.
BREAK = "\\\n"


def _run_in_markdown(run: Run) -> str:
    text = in_markdown(run.text).replace("\n", BREAK)
    if run.bold:
        text = _bold(text)
    return f"[{text}](<{run.address}>)" if run.address else text


def in_markdown(text: str) -> str:
    """Plain text so that nothing in it is taken for a mark."""
    escaped = _MARKS.sub(lambda found: f"\\{found.group()}", text)
    return _LINE_MARKS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", escaped)


def _bold(text: str) -> str:
    """Stars beside Chinese punctuation or a space are no marks in Commonmark; a tag always is."""
    inner = text.strip()
    if not inner:
        return text
    if inner != text or not (inner[0].isalnum() and inner[-1].isalnum()):
        return f"<b>{text}</b>"
    return f"**{text}**"
