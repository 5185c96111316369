"""Reports in Word as bureaus write them."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from practices.formats.drafts import CaseDraft
from practices.formats.read_word import read_word

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def read(tmp_path: Path):
    def saved(document: Any, name: str = "报告.docx") -> CaseDraft:
        document.save(tmp_path / name)
        return read_word(tmp_path / name, name)

    return saved


def written(*paragraphs: str) -> Any:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def test_a_report_without_styles_is_parted_by_its_numbered_lines(read) -> None:
    draft = read(
        written(
            "夜市疏导",
            "一、背景情况",
            "夜市占道。",
            "二、主要做法",
            "（一）摸清底数",
            "逐街登记。",
            "三、经验启示",
            "疏堵结合。",
        )
    )
    assert draft.fields["title"] == "夜市疏导"
    assert draft.fields["context"] == "<p>夜市占道。</p>"
    assert draft.fields["approach"] == "<p>（一）摸清底数</p><p>逐街登记。</p>"
    assert draft.fields["lessons"] == "<p>疏堵结合。</p>"
    assert draft.unplaced == []


def test_a_report_with_styles_is_parted_by_them(read) -> None:
    document = Document()
    document.add_paragraph("夜市疏导", style="Title")
    document.add_heading("工作背景", 1)
    document.add_paragraph("夜市占道。")
    document.add_heading("具体做法", 1)
    document.add_heading("登记", 2)
    document.add_paragraph("逐街登记。")
    draft = read(document)
    assert draft.fields["context"] == "<p>夜市占道。</p>"
    assert draft.fields["approach"] == "<h2>登记</h2><p>逐街登记。</p>"


def test_a_report_as_a_form_is_read_by_its_left_cells(read) -> None:
    document = Document()
    rows = [("案例名称", "夜市疏导"), ("报送单位", "城管局"), ("主要做法", "第一段\n第二段"), ("局长意见", "同意")]
    table = document.add_table(rows=len(rows), cols=2)
    for cells, (label, value) in zip(table.rows, rows, strict=True):
        cells.cells[0].text = label
        for number, line in enumerate(value.split("\n")):
            paragraph = cells.cells[1].add_paragraph() if number else cells.cells[1].paragraphs[0]
            paragraph.text = line
    draft = read(document)
    assert draft.fields["title"] == "夜市疏导"
    assert draft.fields["bureau"] == "城管局"
    assert draft.fields["approach"] == "<p>第一段</p><p>第二段</p>"
    assert draft.unplaced == ["局长意见：同意"]


def test_a_table_of_indicators_is_read_with_merged_cells_and_without_its_total(read) -> None:
    document = written("夜市疏导", "三、取得成效")
    table = document.add_table(rows=4, cols=4)
    rows = [
        ["指标", "单位", "整治前", "整治后"],
        ["投诉", "件", "约120", "45"],
        ["案件", "", "9", "3"],
        ["合计", "", "129", "48"],
    ]
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    draft = read(document)
    assert [(row["name"], row["unit"], row["before"], row["after"]) for row in draft.fields["indicators"]] == [
        ("投诉", "件", "120", "45"),
        ("案件", "件", "9", "3"),
    ]
    assert any("合计" in text for text in draft.unplaced)


def test_lists_come_as_lists_with_their_depth(read) -> None:
    document = written("夜市疏导", "主要做法")
    for text, style in (("甲", "List Number"), ("乙", "List Number"), ("丙", "List Bullet 2"), ("丁", "List Number")):
        document.add_paragraph(text, style=style)
    document.add_paragraph("完。")
    markup = read(document).fields["approach"]
    assert markup == "<ol><li>甲</li><li>乙<ul><li>丙</li></ul></li><li>丁</li></ol><p>完。</p>"


def test_pictures_come_with_their_captions(read) -> None:
    document = written("夜市疏导", "主要做法", "划线。")
    document.add_picture(BytesIO(PICTURE))
    document.add_paragraph("图1 疏导点现场")
    document.add_picture(BytesIO(PICTURE))
    draft = read(document)
    assert [picture.caption for picture in draft.images] == ["疏导点现场", ""]
    assert [picture.content for picture in draft.images] == [PICTURE, PICTURE]
    assert draft.fields["approach"] == "<p>划线。</p>"


def test_what_stands_under_a_heading_that_is_none_of_ours_is_kept(read) -> None:
    draft = read(written("夜市疏导", "一、背景情况", "占道。", "二、领导批示", "很好。"))
    assert draft.fields["context"] == "<p>占道。</p>"
    assert "很好。" in draft.unplaced


def test_a_report_without_a_title_has_that_of_its_file(read) -> None:
    draft = read(written("一、背景情况", "占道。"), "夜市疏导.docx")
    assert draft.fields["title"] == "夜市疏导"
    assert any(finding.level == "warning" for finding in draft.findings)


def test_insertions_are_read_and_deletions_are_not(read) -> None:
    document = written("夜市疏导", "主要做法")
    paragraph = document.add_paragraph("划")
    for tag, text_tag, text in (("w:ins", "w:t", "三处"), ("w:del", "w:delText", "五处")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert read(document).fields["approach"] == "<p>划三处</p>"


def test_text_in_a_field_of_a_form_is_not_lost(read) -> None:
    document = written("夜市疏导", "主要做法")
    field, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner = document.add_paragraph("疏导。")._p
    field.append(content)
    inner.addprevious(field)
    content.append(inner)
    assert read(document).fields["approach"] == "<p>疏导。</p>"


def test_alignment_as_other_programs_write_it_is_no_damage(read) -> None:
    document = written("夜市疏导", "主要做法", "疏导。")
    alignment = OxmlElement("w:jc")
    alignment.set(qn("w:val"), "start")
    document.paragraphs[-1]._p.get_or_add_pPr().append(alignment)
    assert read(document).fields["approach"] == "<p>疏导。</p>"


def test_markup_in_the_text_stays_text(read) -> None:
    draft = read(written("夜市疏导", "主要做法", "投诉 <script>alert(1)</script> & 10 件"))
    assert draft.fields["approach"] == "<p>投诉 &lt;script&gt;alert(1)&lt;/script&gt; &amp; 10 件</p>"
