"""The doors through which one case leaves: what its reader may know goes with it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from practices.exports.cases import FORMATS
from practices.formats.typesetter import CannotTypeset
from practices.models import DerivedFrom, PracticeImage
from tests.factories.cities import editor_of, member_of
from tests.factories.files import make_image
from tests.factories.practices import full_case, practice

pytestmark = pytest.mark.django_db


def said(form: str, content: bytes) -> str:
    if form == "word":
        document = Document(BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    if form == "pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode()


def download(client, page, form: str):
    return client.get(f"/p/{page.short_id}/download/{form}/")


@pytest.mark.parametrize("form", FORMATS)
def test_the_page_of_a_case_offers_each_kind_and_each_comes_as_a_file(client, form):
    page = practice(title="夜市/疏导")
    address = f"/p/{page.short_id}/download/{form}/"
    assert address in client.get(page.url).content.decode()
    response = client.get(address)
    assert response.headers["Content-Type"] == FORMATS[form].content_type
    assert f"%E5%A4%9C%E5%B8%82%20%E7%96%8F%E5%AF%BC.{FORMATS[form].suffix}" in response.headers["Content-Disposition"]
    assert "夜市/疏导" in said(form, response.content)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("form", FORMATS)
def test_contact_data_goes_with_members_only(client, form):
    page = practice(contact_name="示例联系人", contact_phone="0633-0000000")
    assert "示例联系人" not in said(form, download(client, page, form).content)
    client.force_login(member_of("heze"))
    assert "示例联系人" in said(form, download(client, page, form).content)


@pytest.mark.parametrize("form", FORMATS)
def test_a_source_is_named_to_who_may_read_it_only(client, form):
    source = practice("heze", title="内部来源案例", visibility="city")
    page = practice("rizhao", published=False)
    page.derived_from = [
        DerivedFrom(kind="practice", practice=source, title="抄下的标题"),
        DerivedFrom(kind="external", title="外部文章", url="https://example.invalid/x"),
    ]
    page.save_revision().publish()
    content = said(form, download(client, page, form).content)
    assert "外部文章" in content
    assert "内部来源" not in content and "抄下的标题" not in content and str(source.uuid) not in content
    client.force_login(member_of("heze"))
    assert "内部来源案例" in said(form, download(client, page, form).content)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_published_yet_does_not_leave(client, form):
    page = practice(title="已发布的标题")
    page.title = "改过的标题"
    page.save_revision()
    client.force_login(editor_of("rizhao"))
    content = said(form, download(client, page, form).content)
    assert "已发布的标题" in content and "改过的标题" not in content


def test_an_unknown_kind_is_no_address(client):
    assert download(client, practice(), "exe").status_code == 404


def test_a_case_with_everything_leaves_in_english_too_in_chinese(client):
    page = full_case()
    page.images.add(PracticeImage(image=make_image(), caption="街景"))
    page.save_revision().publish()
    client.post("/language/", {"language": "en"})
    content = said("word", download(client, page, "word").content)
    assert "一、背景与问题" in content and "街景" in content and "法规政策依据" in content


def test_where_no_pdf_can_be_set_words_say_what_to_do(client, monkeypatch):
    def fail(page, user):
        raise CannotTypeset("请安装字体")

    page = practice()
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], write=fail))
    response = download(client, page, "pdf")
    assert response.status_code == 503
    assert "请安装字体" in response.content.decode()
    assert f"/p/{page.short_id}/download/word/" in response.content.decode()


def test_a_picture_whose_file_is_gone_is_said_to_be(client):
    picture = make_image()
    page = practice(published=False)
    page.images = [PracticeImage(image=picture, caption="街景")]
    page.save_revision().publish()
    picture.file.storage.delete(picture.file.name)
    assert client.get(page.url).status_code == 200
    assert "（图片读取失败）" in said("word", download(client, page, "word").content)


def test_who_downloads_without_end_is_asked_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"download": "2/m/ip"}
    page = practice()
    answers = [download(client, page, "markdown") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "请过几分钟再试" in answers[-1].content.decode()
