"""One case as Word, PDF, Markdown and data: what stands in the file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from io import BytesIO

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from practices.formats import typesetter
from practices.formats.headings import TABLES
from practices.formats.jsonld import jsonld_of
from practices.formats.markdown import markdown_of
from practices.formats.pdf import pdf_of
from practices.formats.typesetter import CannotTypeset
from practices.formats.word import in_chinese, word_of
from practices.serializers import LONG_TEXTS
from tests.practices.exports.cases import hard_papers, paper

HARD = hard_papers()
SAID = [
    "夜市划区定点疏导",
    "日照市城市管理局",
    "东港区",
    "成功做法",
    "2024年3月1日",
    "市容秩序与占道经营、环境卫生",
    "夜市、疏导",
]
SAID += [f"{name}的内容" for name in LONG_TEXTS if name != "approach"]
SAID += [
    "摸清底数",
    "投诉量",
    "120",
    "45.5",
    "2024-12-31",
    "越低越好",
    "30.5",
    "一次性",
    "常住人口",
    "示例〔2020〕1 号",
    "yuebao.pdf",
]


def words(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def close(text: str) -> str:
    """A line on paper ends where it is full, and engines part Chinese from Latin by a space."""
    return re.sub(r"\s+", "", text)


# --- Word ---------------------------------------------------------------------------------------------------------
def test_everything_of_a_case_stands_in_the_word_file():
    said = words(Document(BytesIO(word_of(paper()))))
    assert [text for text in SAID if text not in said] == []


def test_the_word_file_has_the_order_and_the_typefaces_of_official_papers():
    document = Document(BytesIO(word_of(paper())))
    title, first = document.paragraphs[0], document.paragraphs[1]
    assert (title.style.name, title.text) == ("Title", "夜市划区定点疏导")
    assert (first.style.name, first.text) == ("Heading 1", "一、背景与问题")
    faces = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Normal", "Heading 1", "Heading 2")
    }
    assert faces == {
        "Title": "方正小标宋简体",
        "Normal": "仿宋_GB2312",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert document.styles["Normal"].font.size.pt == 16


def test_facts_stand_in_a_table_under_the_title():
    document = Document(BytesIO(word_of(paper())))
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert (facts["案例类型"], facts["联系电话"], facts["开始时间"]) == ("成功做法", "000", "2024年3月1日")
    assert "结束时间" not in facts


def test_a_table_of_rows_has_the_columns_of_the_template_and_repeats_its_head():
    document = Document(BytesIO(word_of(paper(indicators=[]))))
    tables = {table.rows[0].cells[0].text: table for table in document.tables[1:]}
    resources = tables["类别"]
    assert [cell.text for cell in resources.rows[0].cells] == [str(column.label) for column in TABLES["resources"]]
    assert [cell.text for cell in resources.rows[1].cells] == ["资金", "改造", "30.5", "万元", "一次性"]
    assert resources.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_lists_links_and_bold_of_a_long_text_are_those_of_word():
    document = Document(BytesIO(word_of(paper())))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert [styles[text] for text in ("分三步走", "登记", "只在路边", "供电")] == [
        "Heading 3",
        "List Number",
        "List Bullet 2",
        "List Bullet",
    ]
    line = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("先摸清底数"))
    assert [run.text for run in line.runs if run.bold] == ["摸清底数"]
    assert [link.address for link in line.hyperlinks] == ["https://example.invalid/a?b=1&c=2"]


def test_each_numbered_list_begins_with_one():
    markup = "<ol><li>甲</li><li>乙</li></ol><p>另外</p><ol><li>丙</li></ol>"
    document = Document(BytesIO(word_of(paper(context=markup))))
    numbering = {
        paragraph.text: paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.text in ("甲", "乙", "丙")
    }
    assert numbering["甲"] == numbering["乙"] != numbering["丙"]


def test_a_picture_stands_over_its_words_and_is_not_wider_than_the_text():
    document = Document(BytesIO(word_of(HARD["pictures of one pixel, of one line, gone"])))
    (dot, wall) = document.inline_shapes
    section = document.sections[0]
    assert dot.width > 0 and wall.height > 0
    assert wall.width <= section.page_width - section.left_margin - section.right_margin
    assert "（图片读取失败）" in words(document)
    assert "Caption" in {p.style.name for p in Document(BytesIO(word_of(paper()))).paragraphs if p.text == "街景"}


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_make_a_word_file_that_opens(name):
    document = Document(BytesIO(word_of(HARD[name])))
    assert document.paragraphs[0].text == HARD[name].title


def test_sections_are_numbered_in_chinese():
    assert [in_chinese(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_office_program_opens_the_word_file_and_prints_all_of_it(tmp_path):
    (tmp_path / "case.docx").write_bytes(word_of(paper()))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "case.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    said = close("".join(pages_of((tmp_path / "case.pdf").read_bytes())))
    assert [text for text in SAID if close(text) not in said] == []


# --- PDF ----------------------------------------------------------------------------------------------------------
def test_everything_of_a_case_can_be_selected_in_the_pdf():
    said = close("".join(pages_of(pdf_of(paper()))))
    assert [text for text in SAID if close(text) not in said] == []


def test_every_page_says_whose_case_it_is_and_which_page_of_how_many():
    pages = pages_of(pdf_of(HARD["sixty indicators"]))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        said = close(page)
        assert "示例平台·日照" in said and "案例编号abc234" in said and f"{number}/{len(pages)}" in said


def test_the_pdf_is_a4_and_names_its_title_author_and_language():
    reader = PdfReader(BytesIO(pdf_of(paper())))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (595, 842)
    assert (reader.metadata.title, reader.metadata.author) == ("夜市划区定点疏导", "日照市城市管理局")
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")


def test_the_head_of_a_long_table_stands_on_every_page_of_it():
    pages = pages_of(pdf_of(HARD["sixty indicators"]))
    with_rows = [said for page in pages if re.search(r"指标\d", said := close(page))]
    assert len(with_rows) > 1
    assert all("指标名称" in page for page in with_rows)


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_make_a_pdf(name):
    assert close(HARD[name].title[:1]) in close("".join(pages_of(pdf_of(HARD[name]))))


def test_nothing_of_a_case_is_read_as_markup_of_the_typesetter():
    said = close("".join(pages_of(pdf_of(HARD["marks of typst, Word and Markdown"]))))
    assert "#letx=$1*_a_@b<c>[d]\\e`f`" in said and "#pagebreak()*a*" in said


def test_without_a_chinese_typeface_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(typesetter, "SERIF", ())
    monkeypatch.setattr(typesetter, "SANS", ())
    typesetter.faces.cache_clear()
    with pytest.raises(CannotTypeset, match="fonts-noto-cjk"):
        pdf_of(paper())
    typesetter.faces.cache_clear()


# --- Markdown and data --------------------------------------------------------------------------------------------
def test_facts_stand_at_the_head_of_markdown_as_yaml():
    _before, front, body = markdown_of(paper()).decode().split("---\n", 2)
    facts = yaml.safe_load(front)
    assert (facts["案例编号"], facts["业务领域"], facts["版本"]) == ("abc234", "市容秩序与占道经营、环境卫生", "2")
    assert body.lstrip().startswith("# 夜市划区定点疏导\n\n## 背景与问题\n\ncontext的内容\n")


def test_rows_are_tables_in_markdown():
    said = markdown_of(paper()).decode()
    assert "| 投诉量 | 件 | 120 | 45.5 | 2024-12-31 | 热线 | 越低越好 |" in said
    assert "逐条街<br>登记" in said


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_make_markdown_and_data(name):
    assert yaml.safe_load(markdown_of(HARD[name]).decode().split("---\n", 2)[1])["案例编号"] == "abc234"
    assert json.loads(jsonld_of(HARD[name], uuid="1-2", licence="许可", publisher="示例"))["name"] == HARD[name].title


def test_data_names_licence_publisher_day_and_version_for_both_kinds_of_catalogue():
    data = json.loads(jsonld_of(paper(), uuid="1-2", licence="许可", publisher="示例主办"))
    assert (data["license"], data["dct:license"], data["publisher"]["name"]) == ("许可", "许可", "示例主办")
    assert (data["datePublished"], data["dct:issued"], data["version"]) == ("2024-05-16", "2024-05-16", 2)
    assert data["identifier"] == ["urn:uuid:1-2", "abc234"]
    assert data["keywords"] == ["夜市", "疏导"]
    assert {"steps", "indicators", "lessons"} <= {part["identifier"] for part in data["hasPart"]}
