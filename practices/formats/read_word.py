"""A report in Word: headings of whatever kind part it, tables are facts or rows, pictures come with their captions.

Bureaus write headings in three ways, all read: by the styles of the program, as short lines numbered 一、二、三, and as the
left cells of a form.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from practices.formats.assemble import Gathered, assemble
from practices.formats.drafts import CarriedFile, CaseDraft, Finding
from practices.formats.guards import Refused
from practices.formats.matching import LONGEST_HEADING, heading_of, is_title
from practices.formats.rows import guess_relation

#: Of our own paragraph that says where a paper comes from, and of captions.
ORIGIN, CAPTION = "Origin", "Caption"
LONGEST_TITLE = 100
_STYLE = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_FIRST_ORDER = re.compile(r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|第[一二三四五六七八九十]+[部分章节]+)")
_SECOND_ORDER = re.compile(r"^\s*[(（][一二三四五六七八九十]+[)）]")
_CAPTION = re.compile(r"^\s*图\s*\d*\s*[:：.、 ]?\s*")
_RUN_IN = re.compile(r"^(?P<label>.{2,14}?)\s*[:：]\s*(?P<rest>.+)$", re.DOTALL)
_SENTENCE_END = "。；！？!?;，,"


@dataclass(frozen=True)
class Line:
    """A paragraph as it matters here. `level` of a heading style, 0 for none; `depth` in a list, None outside."""

    text: str
    markup: str
    style: str
    level: int = 0
    depth: int | None = None
    is_numbered: bool = False
    list_number: str = ""
    is_rule: bool = False
    is_bold: bool = False
    images: tuple[tuple[str, bytes], ...] = ()


def read_word(path: Path, name: str) -> CaseDraft:
    try:
        with path.open("rb") as file:
            document = Document(file)
    except (KeyError, ValueError) as error:
        raise Refused(_("文件不完整或已损坏，打不开。请在自己的电脑上打开检查，另存后重新上传。")) from error
    reader = _Reader(document, name)
    reader.read()
    return assemble(reader.gathered, source=name)


# --- paragraphs ---------------------------------------------------------------------------------------------------
def _blocks(parent: Any, owner: Any) -> Iterator[Paragraph | Table]:
    """Those inside fields of a form (content controls) as well, which python-docx passes over."""
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, owner)
        elif child.tag == qn("w:tbl"):
            yield Table(child, owner)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from _blocks(content, owner)


def _line(paragraph: Paragraph) -> Line:
    style = paragraph.style.name if paragraph.style is not None else ""
    found = _STYLE.match(style or "")
    runs = list(_runs(paragraph))
    text = "".join(run.text for run in runs)
    depth, number = _list_place(paragraph)
    written = [run for run in runs if run.text.strip()]
    border = paragraph._p.find(f"./{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
    return Line(
        text=" ".join(text.split()),
        markup=_markup(runs),
        style=style or "",
        level=int(found[1]) if found else _outline(paragraph),
        depth=depth,
        is_numbered="number" in (style or "").lower(),
        list_number=number,
        is_rule=border is not None and not text.strip(),
        is_bold=bool(written) and all(run.bold for run in written),
        images=tuple(_images(paragraph)),
    )


def _outline(paragraph: Paragraph) -> int:
    found = paragraph._p.find(f"./{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = int(found.get(qn("w:val"), 9)) if found is not None else 9
    return level + 1 if level < 6 else 0


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False
    address: str = ""


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """What a reader of the paper sees: insertions that wait for consent count, deletions do not."""
    for run in paragraph._p.iter(qn("w:r")):
        above = {parent.tag: parent for parent in run.iterancestors()}
        if qn("w:del") in above or qn("w:txbxContent") in above:
            continue
        link = above.get(qn("w:hyperlink"))
        bold = run.find(f"./{qn('w:rPr')}/{qn('w:b')}")
        is_bold = bold is not None and bold.get(qn("w:val")) not in ("0", "false", "off")
        yield Run(run.text, is_bold, _address(paragraph, link))


def _address(paragraph: Paragraph, link: Any) -> str:
    number = link.get(qn("r:id")) if link is not None else None
    relation = paragraph.part.rels.get(number) if number else None
    return str(relation.target_ref) if relation is not None and relation.is_external else ""


def _markup(runs: list[Run]) -> str:
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].bold, joined[-1].address) == (run.bold, run.address):
            joined[-1] = Run(joined[-1].text + run.text, run.bold, run.address)
        elif run.text:
            joined.append(run)
    if joined:
        joined[0] = Run(joined[0].text.lstrip(" 　\t"), joined[0].bold, joined[0].address)
        joined[-1] = Run(joined[-1].text.rstrip(), joined[-1].bold, joined[-1].address)
    return "".join(map(_run_markup, joined))


def _run_markup(run: Run) -> str:
    text = html.escape(run.text, quote=False).replace("\t", " ").replace("\n", "<br/>")
    if run.bold and text.strip():
        text = f"<b>{text}</b>"
    return f'<a href="{html.escape(run.address)}">{text}</a>' if run.address else text


def _list_place(paragraph: Paragraph) -> tuple[int | None, str]:
    """Depth and number of the list, from the paragraph or from its style."""
    own = paragraph._p.find(f"./{qn('w:pPr')}/{qn('w:numPr')}")
    style = paragraph.style
    name = (style.name if style is not None else "") or ""
    is_list_style = name.startswith(("List ", "列表", "列出段落"))
    if own is None and not is_list_style:
        return None, ""
    if _STYLE.match(name) or _outline(paragraph):
        return None, ""
    level = own.find(qn("w:ilvl")) if own is not None else None
    number = own.find(qn("w:numId")) if own is not None else None
    value = number.get(qn("w:val"), "") if number is not None else ""
    if own is not None and value == "0":
        return None, ""
    depth = int(level.get(qn("w:val"), 0)) if level is not None else 0
    if name[-1:].isdigit() and is_list_style:
        depth = max(depth, int(name[-1]) - 1)
    return depth, value


def _images(paragraph: Paragraph) -> Iterator[tuple[str, bytes]]:
    for blip in paragraph._p.iter(qn("a:blip")):
        part = paragraph.part.related_parts.get(blip.get(qn("r:embed"), ""))
        if part is not None:
            yield PurePath(str(part.partname)).suffix or ".png", part.blob


# --- a document ---------------------------------------------------------------------------------------------------
class _Reader:
    def __init__(self, document: Any, name: str) -> None:
        self.document, self.name = document, name
        self.gathered = Gathered()
        self.blocks = list(_blocks(document.element.body, document))
        self.lines = {id(block): _line(block) for block in self.blocks if isinstance(block, Paragraph)}
        lines = list(self.lines.values())
        self.section_level = self._section_level(lines)
        self.is_numbered = any(_FIRST_ORDER.match(line.text) and heading_of(line.text) for line in lines)
        self.open_lists: list[tuple[str, str]] = []
        self.waiting_image = 0

    def _section_level(self, lines: list[Line]) -> int:
        """Of the styles that our parts are headed with; 1 where there are none."""
        levels = [line.level for line in lines if line.level and heading_of(line.text)]
        return min(levels, default=1)

    def read(self) -> None:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(self.lines[id(block)])
            else:
                self._end_lists()
                self._table(block)
        self._end_lists()
        self._name_the_case()

    def _name_the_case(self) -> None:
        if self.gathered.title:
            return
        title = (self.document.core_properties.title or "").strip() or PurePath(self.name).stem
        self.gathered.title = title
        words = _("正文里没有找到标题，案例名称取自文件：%(title)s。请检查。") % {"title": title[:60]}
        self.gathered.findings.append(Finding("warning", _("案例名称"), words))

    # --- paragraphs -----------------------------------------------------------------------------------------------
    def _paragraph(self, line: Line) -> None:
        for suffix, content in line.images:
            self._add_image(suffix, content)
        if line.style == ORIGIN or not (line.text or line.is_rule):
            return
        if self._is_caption(line):
            self._caption(line)
        elif self._is_title_of_case(line):
            self.gathered.title = line.text
        elif self._is_heading(line):
            self._end_lists()
            self.gathered.begin(line.text)
        elif not self._run_in(line):
            self._text(line)

    def _is_title_of_case(self, line: Line) -> bool:
        gathered = self.gathered
        if gathered.title or gathered.has_begun or len(line.text) > LONGEST_TITLE or heading_of(line.text):
            return False
        if line.style in ("Title", "标题") or (line.level and line.level <= self.section_level):
            return True
        is_first = not gathered.facts and not gathered.unplaced
        return is_first and not line.text.endswith(tuple(_SENTENCE_END)) and not _RUN_IN.match(line.text)

    def _is_heading(self, line: Line) -> bool:
        if line.level:
            return line.level <= self.section_level or ((found := heading_of(line.text)) is not None and found.is_exact)
        if len(line.text) > LONGEST_HEADING or line.text.endswith(tuple(_SENTENCE_END)) or line.depth is not None:
            return False
        found = heading_of(line.text)
        if _FIRST_ORDER.match(line.text):
            return found is not None or self.is_numbered
        if _SECOND_ORDER.match(line.text) and self.is_numbered:
            return False
        return found is not None and found.is_exact and found.heading.shape in ("text", "rows")

    def _run_in(self, line: Line) -> bool:
        """报送单位：日照市城市管理局, or 主要做法：划三处疏导点 …: a label with what it says behind it."""
        found = _RUN_IN.match(line.text)
        if found is None or line.depth is not None:
            return False
        if is_title(found["label"]):
            return self.gathered.add_fact(found["label"], found["rest"])
        matched = heading_of(found["label"])
        if matched is None or not matched.is_exact:
            return False
        if matched.heading.shape not in ("text", "rows"):
            return not self.gathered.has_begun and self.gathered.add_fact(found["label"], found["rest"])
        if not line.is_bold and not line.markup.startswith("<b>") and self.gathered.part is not None:
            return False
        self._end_lists()
        self.gathered.begin(found["label"])
        self.gathered.add_html(f"<p>{html.escape(found['rest'], quote=False)}</p>")
        return True

    def _text(self, line: Line) -> None:
        if line.depth is not None:
            self._item(line)
            return
        self._end_lists()
        self.gathered.add_html(self._block(line))

    def _block(self, line: Line) -> str:
        if line.is_rule:
            return "<hr/>"
        if line.level or (_SECOND_ORDER.match(line.text) and len(line.text) <= LONGEST_HEADING and line.is_bold):
            level = min(4, max(2, line.level - self.section_level + 1)) if line.level else 3
            return f"<h{level}>{re.sub(r'</?b>', '', line.markup)}</h{level}>"
        return f"<p>{line.markup}</p>"

    # --- lists ----------------------------------------------------------------------------------------------------
    def _item(self, line: Line) -> None:
        """Items are held open until the list ends, since a deeper list stands inside the item above it."""
        depth = line.depth or 0
        tag = "ol" if line.is_numbered else "ul"
        markup = ""
        while len(self.open_lists) > depth + 1:
            markup += f"</li></{self.open_lists.pop()[0]}>"
        if len(self.open_lists) == depth + 1 and self.open_lists[-1] != (tag, line.list_number):
            markup += f"</li></{self.open_lists.pop()[0]}>"
        elif len(self.open_lists) == depth + 1:
            markup += "</li>"
        if len(self.open_lists) < depth + 1:
            self.open_lists.append((tag, line.list_number))
            markup += f"<{tag}>"
        self.gathered.add_html(f"{markup}<li>{line.markup}")

    def _end_lists(self) -> None:
        markup = ""
        while self.open_lists:
            markup += f"</li></{self.open_lists.pop()[0]}>"
        self.gathered.add_html(markup)

    # --- pictures -------------------------------------------------------------------------------------------------
    def _add_image(self, suffix: str, content: bytes) -> None:
        number = len(self.gathered.images) + 1
        name = _("%(name)s-图%(number)d") % {"name": PurePath(self.name).stem[:40], "number": number}
        self.gathered.images.append(CarriedFile(f"{name}{suffix}", content))
        self.waiting_image = number

    def _is_caption(self, line: Line) -> bool:
        """The paragraph after a picture: by its style, or 图 1 ……."""
        is_marked = line.style in (CAPTION, "题注") or bool(re.match(r"^\s*图\s*\d", line.text))
        return bool(self.waiting_image) and is_marked

    def _caption(self, line: Line) -> None:
        picture = self.gathered.images[self.waiting_image - 1]
        caption = _CAPTION.sub("", line.text) if re.match(r"^\s*图\s*\d", line.text) else line.text
        self.gathered.images[self.waiting_image - 1] = CarriedFile(picture.name, picture.content, caption)
        self.waiting_image = 0

    # --- tables ---------------------------------------------------------------------------------------------------
    def _table(self, table: Table) -> None:
        rows = [list(row.cells) for row in table.rows]
        texts = [[_text_of_cell(cell) for cell in cells] for cells in rows]
        if _is_form(texts):
            for cells in rows:
                self._form_row(cells)
        else:
            self.gathered.add_table(texts)
        for cells in rows:
            for cell in _once(cells):
                for paragraph in cell.paragraphs:
                    for suffix, content in _images(paragraph):
                        self._add_image(suffix, content)

    def _form_row(self, cells: list[Any]) -> None:
        """Label and value by turns."""
        once = _once(cells)
        for label, value in zip(once[::2], [*once[1::2], None], strict=False):
            words = _text_of_cell(label)
            text = _text_of_cell(value) if value is not None else ""
            found = heading_of(words)
            if found and found.heading.shape in ("text", "rows") and value is not None and text:
                self.gathered.begin(words)
                self._cell(value)
                self.gathered.part = None
            elif text and not self.gathered.add_fact(words, text):
                self.gathered.unplaced.append(f"{words}：{text}" if words else text)
            elif words and not text and not found and not is_title(words):
                self.gathered.unplaced.append(words)

    def _cell(self, cell: Any) -> None:
        for block in _blocks(cell._tc, cell):
            if isinstance(block, Table):
                self.gathered.add_table([[_text_of_cell(inner) for inner in row.cells] for row in block.rows])
            else:
                line = _line(block)
                if line.text:
                    self._text(line)
        self._end_lists()


def _text_of_cell(cell: Any) -> str:
    lines = ["".join(run.text for run in _runs(paragraph)).strip() for paragraph in cell.paragraphs]
    return "\n".join(lines).strip()


def _once(cells: list[Any]) -> list[Any]:
    """A merged cell is given for each column it spans."""
    return [cell for number, cell in enumerate(cells) if not number or cell._tc is not cells[number - 1]._tc]


def _is_form(texts: list[list[str]]) -> bool:
    """Most rows begin with the name of a part, and it is no table of rows."""
    firsts = [cells[0] for cells in texts if cells and any(cells)]
    known = sum(1 for first in firsts if is_title(first) or heading_of(first))
    return known >= 1 and 2 * known >= len(firsts) and guess_relation(texts[:1]) is None
