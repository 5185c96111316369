"""What the editor says of a case while it is written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from practices.models import PracticePage
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.practices.test_editor import add, form, index, rich_text

pytestmark = pytest.mark.django_db
ADDRESS = "/write/check/"


@pytest.fixture
def editor(client):
    person = editor_of("rizhao")
    client.force_login(person)
    return person


def test_what_stands_in_the_form_is_checked_and_nothing_is_saved(client, editor):
    response = client.post(ADDRESS, form(approach=rich_text("<p>请致电13812345678。</p>")))
    said = response.content.decode()
    assert response.status_code == 200 and "有手机号码" in said and 'data-leads-to="approach"' in said
    assert "13812345678" not in said
    assert not PracticePage.objects.exists()


def test_an_empty_form_gets_an_answer(client, editor):
    assert "离完整案例还缺" in client.post(ADDRESS, {}).content.decode()


def test_what_is_quoted_from_the_text_is_escaped(client, editor):
    said = client.post(ADDRESS, {"summary": "<script>alert(1)</script>XX市"}).content.decode()
    assert "<script>" not in said


@pytest.mark.parametrize("person", [member_of, lambda slug: curator()])
def test_who_writes_nowhere_is_refused(client, person):
    client.force_login(person("rizhao"))
    assert client.post(ADDRESS, {}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.post(ADDRESS, {})["Location"].startswith("/accounts/login/")


def test_the_editor_opens_with_what_was_found_in_the_draft(client, editor):
    page = practice("rizhao", published=False, owner=editor, approach="<p>秘密★1年</p>")
    said = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "有密级标志" in said and 'data-stops="1"' in said


def test_a_new_case_opens_without_findings(client, editor):
    said = client.get(
        reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index().pk])
    ).content.decode()
    assert 'data-stops="0"' in said and "data-leads-to" not in said


def test_a_form_that_was_not_accepted_keeps_its_findings(client, editor):
    response = add(client, form(title="", approach=rich_text("<p>联系13812345678</p>"), **{"action-submit": "1"}))
    assert "有手机号码" in response.content.decode()


def test_an_approver_sees_what_was_found_in_what_is_to_be_approved(client, editor):
    page = practice("rizhao", published=False, owner=editor, approach="<p>联系13812345678</p>")
    page.get_workflow().start(page, editor)
    client.force_login(approver_of("rizhao"))
    assert "有手机号码" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
