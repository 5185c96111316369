"""A case as the Word file that bureaus report in: sizes and typefaces of GB/T 9704—2012, facts in a table under the
title, a heading for each part, rows as tables.

Typefaces are named, not carried: where 方正小标宋简体 or 仿宋_GB2312 is not installed, the file says what stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from practices.formats.papers import Fact, Paper, Picture, Section, Table, column_widths
from practices.formats.rich import Block, Run

TITLE_FACE, BODY_FACE, FIRST_FACE, SECOND_FACE, LATIN_FACE = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
)
#: What stands in for a typeface that is not installed.
STAND_INS = {TITLE_FACE: "华文中宋", BODY_FACE: "仿宋", SECOND_FACE: "楷体"}
#: 二号, 三号, 四号, 小四 in points.
TITLE_SIZE, BODY_SIZE, PAGE_SIZE, TABLE_SIZE = Pt(22), Pt(16), Pt(14), Pt(12)
LINE = Pt(28)
PAPER = {"page_width": Mm(210), "page_height": Mm(297)}
MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
TEXT_WIDTH, MOST_HEIGHT = Mm(156), Mm(180)
LABEL_WIDTH = Mm(32)
HEADING_STYLES = {2: "Heading 2", 3: "Heading 3", 4: "Heading 4"}
#: Word's own styles know three depths.
DEEPEST = 2
DIGITS = "〇一二三四五六七八九"


def word_of(paper: Paper) -> bytes:
    document = Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document, paper)
    document.add_paragraph(paper.title, style="Title")
    _add_facts(document, paper.facts)
    for number, section in enumerate(paper.sections, 1):
        _add_section(document, number, section)
    if paper.pictures:
        _add_pictures(document, len(paper.sections) + 1, paper.pictures)
    document.add_paragraph(_origin(paper), style="Origin")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _origin(paper: Paper) -> str:
    """Where the paper comes from. Not read again."""
    return _("本文由%(site)s导出，案例编号 %(number)s，网址 %(address)s") % {
        "site": paper.site,
        "number": paper.number,
        "address": paper.address,
    }


def in_chinese(number: int) -> str:
    """一 to 九十九, as sections are numbered."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones or not tens else "")


# --- page and styles ----------------------------------------------------------------------------------------------
def _set_page(document: Any) -> None:
    section = document.sections[0]
    for name, length in {**PAPER, **MARGINS, "footer_distance": Mm(28)}.items():
        setattr(section, name, length)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ").font.size = PAGE_SIZE
    number = footer.add_run()
    number.font.size = PAGE_SIZE
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        number._r.append(mark)
    footer.add_run(" —").font.size = PAGE_SIZE


def _set_styles(document: Any) -> None:
    styles = document.styles
    normal = _styled(styles["Normal"], BODY_FACE, BODY_SIZE)
    normal.paragraph_format.space_after = Pt(0)
    _spaced(normal, indent=True)
    _spaced(_styled(styles["Title"], TITLE_FACE, TITLE_SIZE), centred=True, after=BODY_SIZE)
    border = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        styles["Title"].element.pPr.remove(border)
    for name, face in (("Heading 1", FIRST_FACE), ("Heading 2", SECOND_FACE), ("Heading 3", BODY_FACE)):
        _spaced(_styled(styles[name], face, BODY_SIZE, bold=name == "Heading 3"), indent=True)
    _spaced(_styled(styles["Heading 4"], BODY_FACE, BODY_SIZE), indent=True)
    for name in ("List Bullet", "List Number"):
        for depth in ("", " 2", " 3"):
            _styled(styles[name + depth], BODY_FACE, BODY_SIZE).paragraph_format.first_line_indent = None
    _spaced(_styled(styles["Caption"], BODY_FACE, TABLE_SIZE), centred=True)
    for name in ("Cell", "Origin"):
        style = styles.add_style(name, 1)
        style.base_style = styles["Normal"]
        _styled(style, BODY_FACE, TABLE_SIZE)
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.line_spacing = 1.2
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    styles["Origin"].paragraph_format.space_before = BODY_SIZE
    _name_stand_ins(document)


def _styled(style: Any, face: str, size: Any, *, bold: bool = False) -> Any:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = LATIN_FACE, size, bold, False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)
    return style


def _spaced(style: Any, *, indent: bool = False, centred: bool = False, after: Any = None) -> None:
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(0), after or Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.first_line_indent = 2 * BODY_SIZE if indent else Pt(0)
    if centred:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _name_stand_ins(document: Any) -> None:
    """In the table of typefaces, which python-docx hands through as it is."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    added = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for face, other in STAND_INS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", added.encode() + b"</w:fonts>")


def _set_properties(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author = paper.title[:255], paper.unit[:255]
    properties.subject, properties.identifier = paper.address[:255], paper.number
    properties.language, properties.comments, properties.keywords = "zh-CN", "", paper.fact("keywords")[:255]
    if paper.version:
        properties.version = str(paper.version)


# --- what stands in it --------------------------------------------------------------------------------------------
def _add_facts(document: Any, facts: tuple[Fact, ...]) -> None:
    table = _new_table(document, (LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH))
    for fact in facts:
        label, text = table.add_row().cells
        _write_cell(label, str(fact.heading.label), bold=True)
        _write_cell(text, fact.text)


def _add_section(document: Any, number: int, section: Section) -> None:
    document.add_heading(f"{in_chinese(number)}、{section.label}", level=1)
    _add_blocks(document, section.blocks)
    if section.table:
        _add_table(document, section.table)


def _add_blocks(document: Any, blocks: tuple[Block, ...]) -> None:
    numbering: dict[int, int] = {}
    for block in blocks:
        if block.kind == "rule":
            _underline(document.add_paragraph())
            continue
        paragraph = document.add_paragraph(style=_style_of(block))
        if block.kind == "item" and block.number is not None:
            if block.number == 1:
                numbering[block.level] = _new_numbering(document, _style_of(block))
            _number(paragraph, numbering.get(block.level))
        for run in block.runs:
            _add_run(paragraph, run)


def _style_of(block: Block) -> str:
    if block.kind == "heading":
        return HEADING_STYLES[block.level]
    if block.kind != "item":
        return "Normal"
    depth = min(block.level, DEEPEST)
    return ("List Bullet" if block.number is None else "List Number") + (f" {depth + 1}" if depth else "")


def _add_run(paragraph: Any, run: Run) -> None:
    added = paragraph.add_run(run.text)
    if run.bold:
        added.bold = True
    if re.match(r"(https?|mailto|tel):", run.address):
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(run.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(added._r)
        added.underline = True


def _new_numbering(document: Any, style: str) -> int:
    """A list of its own that begins with 1, in the look of the style. Returns its number."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    given = document.styles[style].element.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == given)
    added = numbering.add_num(abstract)
    added.add_lvlOverride(0).add_startOverride(1)
    return int(added.numId)


def _number(paragraph: Any, numbering: int | None) -> None:
    if numbering is not None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = numbering


def _underline(paragraph: Any) -> None:
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "4", "space": "1", "color": "auto"}.items():
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def _add_table(document: Any, table: Table) -> None:
    shares = column_widths(table.labels, table.rows)
    drawn = _new_table(document, [TEXT_WIDTH * share // sum(shares) for share in shares])
    head = drawn.add_row()
    _repeat(head)
    for cell, label in zip(head.cells, table.labels, strict=True):
        _write_cell(cell, label, bold=True)
    for row in table.rows:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            _write_cell(cell, text)


def _new_table(document: Any, widths: Sequence[int]) -> Any:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _repeat(row: Any) -> None:
    """On every page the table goes on to."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _write_cell(cell: Any, text: str, *, bold: bool = False) -> None:
    """Each line a paragraph of its own."""
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.add_run(line).bold = bold or None


def _add_pictures(document: Any, number: int, pictures: tuple[Picture, ...]) -> None:
    document.add_heading(f"{in_chinese(number)}、{_('图片')}", level=1)
    for picture in pictures:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if picture.content is None:
            paragraph.add_run(_("（图片读取失败）"))
        else:
            _fit(paragraph.add_run().add_picture(BytesIO(picture.content)))
        if picture.caption:
            document.add_paragraph(picture.caption, style="Caption")


def _fit(shape: Any) -> None:
    """Not wider than the text and not higher than most of a page; never larger than it is."""
    scale = min(1.0, TEXT_WIDTH / shape.width, MOST_HEIGHT / shape.height)
    shape.width, shape.height = max(1, int(shape.width * scale)), max(1, int(shape.height * scale))
