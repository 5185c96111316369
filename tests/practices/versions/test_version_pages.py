"""Older versions: read, listed, compared and cited by who may read the case today and might read it then."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Attachment, DerivedFrom, Hold, PracticeImage
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.files import make_document, make_image
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def republished(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def at(page, path):
    return f"/p/{page.short_id}/{path}"


def said(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def twice():
    return republished(practice(summary="第一版的摘要"), summary="第二版的摘要")


def test_an_old_version_is_shown_as_it_was_and_says_which_is_the_latest(client, twice):
    text = said(client, at(twice, "v1/"))
    assert "第一版的摘要" in text and "第二版的摘要" not in text
    assert "这是第 1 版" in text and "最新为第 2 版" in text
    assert "也是最新的一版" in said(client, at(twice, "v2/"))


def test_old_versions_are_not_for_search_engines(client, twice):
    assert '<meta name="robots" content="noindex">' in said(client, at(twice, "v1/"))


def test_a_number_that_was_never_published_is_no_page(client, twice):
    for number in ("v0/", "v3/", "v999999999999999999999/", "v3/cite.bib"):
        said(client, at(twice, number), 404)


def test_the_list_says_what_changed_from_one_to_the_next(client, twice):
    republished(twice)
    text = said(client, at(twice, "versions/"))
    assert "改了：一句话摘要" in text
    assert "首次发布" in text
    assert "重新发布，内容没有变化" in text


def test_the_comparison_marks_what_went_and_what_came(client, twice):
    text = said(client, at(twice, "versions/compare/?from=1&to=2"))
    assert "一句话摘要" in text
    assert "<del>" in text and "<ins>" in text


def test_the_older_version_is_always_on_the_left(client, twice):
    asked = client.get(at(twice, "versions/compare/?from=2&to=1"))
    assert (asked.context["left"].number, asked.context["right"].number) == (1, 2)


@pytest.mark.parametrize("query", ["", "?from=x&to=y", "?from=1&to=1", "?to=99", "?from=1", "?to=%00", "?to=draft"])
def test_whatever_is_asked_for_two_versions_are_compared(client, twice, query):
    asked = client.get(at(twice, f"versions/compare/{query}"))
    assert (asked.context["left"].number, asked.context["right"].number) == (1, 2)


def test_one_version_alone_has_nothing_to_be_compared_with(client):
    assert "只有一版" in said(client, at(practice(), "versions/compare/"))


def test_only_writers_compare_with_the_draft(client, twice):
    twice.summary = "还没发布的摘要"
    twice.save_revision()
    address = at(twice, "versions/compare/?to=draft")
    for person in (None, member_of("rizhao"), editor_of("heze"), curator()):
        client.logout()
        if person:
            client.force_login(person)
        assert "还没发布" not in said(client, address)
    for person in (editor_of("rizhao"), approver_of("rizhao"), administrator()):
        client.force_login(person)
        asked = client.get(address)
        assert (asked.context["left"].number, asked.context["right"].number) == (2, None)
        assert "还没发布" in asked.content.decode()


def test_the_editor_leads_an_approver_to_the_comparison(client, twice):
    client.force_login(approver_of("rizhao"))
    text = said(client, f"/cms/pages/{twice.pk}/edit/")
    assert at(twice, "versions/compare/?to=draft") in text
    assert "versions/compare" not in said(client, f"/cms/pages/{practice(published=False).pk}/edit/")


# --- who may read what --------------------------------------------------------------------------------------------
VERSIONS = {"public": 1, "alliance": 2, "city": 3}
READERS = {
    "visitor": (lambda: None, {"public"}),
    "member of another city": (lambda: member_of("heze"), {"public", "alliance"}),
    "curator": (curator, {"public", "alliance"}),
    "member": (lambda: member_of("rizhao"), set(VERSIONS)),
    "editor": (lambda: editor_of("rizhao"), set(VERSIONS)),
    "administrator": (administrator, set(VERSIONS)),
}


@pytest.mark.parametrize("name", READERS)
def test_a_version_published_for_fewer_stays_theirs_when_the_case_is_opened(client, name):
    page = practice(visibility="public", summary="摘要public")
    for visibility in ("alliance", "city"):
        republished(page, visibility=visibility, summary=f"摘要{visibility}")
    republished(page, visibility="public", summary="现在的摘要")
    make, readable = READERS[name]
    if person := make():
        client.force_login(person)
    for visibility, number in VERSIONS.items():
        may = visibility in readable
        for path in (f"v{number}/", f"v{number}/cite.bib"):
            said(client, at(page, path), 200 if may else 404)
        for path in ("versions/", f"versions/compare/?from={number}&to=4", "v4/"):
            assert (f"摘要{visibility}" in said(client, at(page, path))) <= may
        assert (f"/v{number}/" in said(client, at(page, "versions/"))) == may
        assert (
            number in [int(k) for k in client.get(at(page, "versions/compare/")).context["keys"] if k != "draft"]
        ) == may


def test_a_narrowed_case_closes_its_old_versions_too(client, twice):
    Hold.objects.create(practice=twice, limit="city", reason="原因", set_by=approver_of("rizhao"))
    for path in ("v1/", "v2/", "versions/", "versions/compare/", "v1/cite.bib"):
        said(client, at(twice, path), 404)
    client.force_login(member_of("rizhao"))
    said(client, at(twice, "v1/"))


def test_writers_still_read_what_their_case_said_when_it_is_off_the_site(client, twice):
    twice.unpublish()
    said(client, at(twice, "v1/"), 410)
    client.force_login(editor_of("heze"))
    said(client, at(twice, "v1/"), 410)
    client.force_login(editor_of("rizhao"))
    assert "现已撤下" in said(client, at(twice, "v1/"))
    assert "第 1 版" in said(client, at(twice, "versions/"))


def test_a_case_never_published_has_no_versions_page_even_for_its_writers(client):
    client.force_login(editor_of("rizhao"))
    said(client, at(practice(published=False), "versions/"), 404)


def test_a_cited_case_that_is_not_the_readers_to_know_is_not_named_in_a_comparison(client):
    secret = practice("heze", visibility="city", title="菏泽的内部案例")
    page = practice()
    page.derived_from = [DerivedFrom(practice=secret, title=secret.title, source_uuid=secret.uuid)]
    page.save_revision().publish()
    address = at(page, "versions/compare/")
    text = said(client, address)
    assert "借鉴来源" in text and "菏泽的内部案例" not in text
    client.force_login(member_of("heze"))
    assert "菏泽的内部案例" in said(client, address)


def test_files_that_no_page_shows_any_more_are_counted_and_not_offered(client):
    page = practice()
    page.images, page.attachments = [PracticeImage(image=make_image())], [Attachment(document=make_document("旧台账"))]
    page.save_revision().publish()
    page.images, page.attachments = [], []
    page.save_revision().publish()
    text = said(client, at(page, "v2/"))
    assert "有 2 个文件现已不再使用" in text
    assert "旧台账" not in text and "/media/" not in text
    client.force_login(editor_of("rizhao"))
    assert "旧台账" in said(client, at(page, "v2/"))


def test_a_closed_version_is_never_kept_by_the_browser(client, twice):
    client.force_login(editor_of("rizhao"))
    assert "no-store" in client.get(at(twice, "v1/"))["Cache-Control"]


# --- citing -------------------------------------------------------------------------------------------------------
def test_a_version_is_cited_by_its_own_address(client, twice):
    text = said(client, at(twice, "v1/"))
    assert "[EB/OL]. 第1版. (" in text
    assert f"/p/{twice.short_id}/v1/" in text


def test_bibtex_names_institution_edition_and_address(client, twice):
    response = client.get(at(twice, "v1/cite.bib"))
    assert response["Content-Disposition"] == f'attachment; filename="{twice.short_id}-v1.bib"'
    entry = response.content.decode()
    assert entry.startswith(f"@online{{{twice.short_id}-v1,")
    assert f"author = {{{{{twice.bureau}}}}}" in entry
    assert "edition = {第1版}" in entry
    assert f"/p/{twice.short_id}/v1/}}" in entry


def test_bibtex_stays_one_entry_whatever_the_title_is(client):
    page = practice(title="50% {a} \\b @c, #1 $x_y & z}")
    entry = client.get(at(page, "v1/cite.bib")).content.decode()
    assert r"50\% \{a\} \textbackslash{}b @c, \#1 \$x\_y \& z\}" in entry
    unescaped = entry.replace(r"\{", "").replace(r"\}", "")
    assert unescaped.count("{") == unescaped.count("}")


# --- cost ---------------------------------------------------------------------------------------------------------
def count(client, address):
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["versions/", "v1/", "versions/compare/?from=1&to=2"])
def test_versions_ask_as_much_for_two_as_for_twenty(client, twice, path, settings):
    settings.REMEMBER_SECONDS = 60
    few = count(client, at(twice, path))
    for number in range(18):
        republished(twice, summary=f"摘要{number}")
    assert count(client, at(twice, path)) == few <= 15


def test_a_long_list_of_versions_has_pages(client, twice):
    for number in range(21):
        republished(twice, summary=f"摘要{number}")
    assert "?page=2" in said(client, at(twice, "versions/"))
    last = said(client, at(twice, "versions/?page=2"))
    assert "首次发布" in last and ">第 3 版<" in last
    assert "与第 3 版对照" in said(client, at(twice, "versions/"))
