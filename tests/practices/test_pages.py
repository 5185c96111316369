from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.factories.cities import approver_of, editor_of, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
PHONE = "0633-0000000"


def test_a_visitor_reads_a_public_case_without_the_contact(client):
    response = client.get(practice(contact_phone=PHONE, title="东港区夜市占道治理").url)
    assert "东港区夜市占道治理" in response.content.decode()
    assert PHONE not in response.content.decode()


def test_a_member_of_another_city_sees_the_contact(client):
    client.force_login(member_of("heze"))
    assert PHONE in client.get(practice(contact_phone=PHONE).url).content.decode()


@pytest.mark.parametrize("visibility", ["alliance", "city"])
def test_what_a_visitor_may_not_see_answers_like_what_does_not_exist(client, visibility):
    page = practice(visibility=visibility)
    assert client.get(page.url).status_code == 404
    assert client.get(f"/p/{page.short_id}").status_code == 404


def test_a_case_not_public_is_never_stored_by_caches(client):
    client.force_login(member_of("heze"))
    assert "no-store" in client.get(practice(visibility="alliance").url).headers["Cache-Control"]


def test_the_short_address_leads_to_the_case(client):
    page = practice()
    assert client.get(f"/p/{page.short_id}").url == page.get_url(RequestFactory().get("/"))


@pytest.mark.parametrize("address", ["/p/zzzzzz", "/p/" + "x" * 500, "/rizhao/%00/", "/a%00b/"])
def test_an_unknown_address_is_a_404(client, address):
    assert client.get(address).status_code == 404


def test_the_home_page_counts_only_what_the_reader_may_see(client):
    practice(visibility="public", title="公开的案例")
    practice(visibility="city", title="本市的案例")
    content = client.get("/").content.decode()
    assert "公开的案例" in content
    assert "本市的案例" not in content
    assert client.get("/").context["home"].case_count == 1


@pytest.mark.parametrize("page_number", ["0", "-1", "1000000000", "abc", "%00"])
def test_odd_page_numbers_are_no_errors(client, page_number):
    index = practice().get_parent()
    assert client.get(f"{index.url}?page={page_number}").status_code == 200


def test_script_in_a_long_text_is_taken_out():
    page = practice(
        context='<p>原文</p><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">点</a>'
    )
    page.full_clean()
    assert page.context == "<p>原文</p><a>点</a>"


def test_script_in_the_title_is_escaped(client):
    content = client.get(practice(title="<script>alert(1)</script>").url).content.decode()
    assert "<script>alert(1)</script>" not in content


def test_a_reader_sees_the_versions_newest_first(client):
    page = practice()
    page.save_revision().publish()
    page.save_revision()
    assert "第 2 版" in client.get(page.url).content.decode()
    content = client.get(f"/p/{page.short_id}/versions/").content.decode()
    assert content.index("第 2 版") < content.index("第 1 版")
    assert "第 3 版" not in content


def test_many_versions_ask_no_more_queries(client, django_assert_num_queries):
    page = practice()
    client.get(page.url)
    with CaptureQueriesContext(connection) as one:
        client.get(page.url)
    asked = len(one)
    for _ in range(5):
        page.save_revision().publish()
    client.get(page.url)
    with django_assert_num_queries(asked):
        client.get(page.url)


def test_an_editor_sees_the_form_of_a_new_case_in_chinese(client):
    client.force_login(editor_of("rizhao"))
    index = practice("rizhao").get_parent()
    content = client.get(f"/cms/pages/add/practices/practicepage/{index.pk}/").content.decode()
    assert "案例名称" in content and "成效指标" in content


def test_an_editor_of_another_city_cannot_open_a_draft(client):
    client.force_login(editor_of("heze"))
    page = practice("rizhao", published=False, title="草稿标题")
    assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 404


def test_approval_publishes_what_the_approver_read():
    editor, approver, page = editor_of("rizhao"), approver_of("rizhao"), practice("rizhao", published=False)
    state = page.get_workflow().start(page, editor)
    page.summary = "审核期间改的"
    page.save_revision()
    state.current_task_state.approve(user=approver)
    page.refresh_from_db()
    assert page.live
    assert page.summary == "一句话摘要"


def test_the_sitemap_names_public_cases_only():
    assert practice(visibility="public").get_sitemap_urls()
    assert practice(visibility="alliance").get_sitemap_urls() == []


def test_anonymous_is_a_visitor():
    from cities.viewers import VISITOR, viewer_of

    assert viewer_of(AnonymousUser()) is VISITOR
