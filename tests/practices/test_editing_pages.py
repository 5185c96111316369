"""Wagtail's editing pages where they would name first and ask afterwards."""

from __future__ import annotations

import pytest
from taggit.models import Tag

from accounts.models import User
from practices.permissions import tags_for
from tests.factories.cities import administrator, editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def test_an_account_that_is_in_use_is_kept_and_the_reason_is_said(client):
    person = editor_of("rizhao")
    client.force_login(administrator())
    response = client.post(f"/cms/users/delete/{person.pk}/", follow=True)
    assert "不能删除" in response.content.decode()
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("ids", ["x", "1&id=²", "99999999999999999999", "-1"])
@pytest.mark.parametrize("address", ["/cms/choose-page/chosen-multiple/", "/cms/bulk/wagtailcore/page/delete/"])
def test_an_id_that_is_none_is_a_404(client, address, ids):
    client.force_login(editor_of("rizhao"))
    assert client.get(f"{address}?id={ids}").status_code == 404


def test_a_bulk_action_on_an_unknown_model_is_a_404(client):
    client.force_login(editor_of("rizhao"))
    assert client.get("/cms/bulk/no/such/delete/?id=1").status_code == 404


def test_a_link_to_another_citys_readable_case_can_be_chosen(client):
    page = practice("heze")
    client.force_login(editor_of("rizhao"))
    result = client.get(f"/cms/choose-page/chosen-multiple/?id={page.pk}").json()["result"]
    assert [chosen["adminTitle"] for chosen in result] == [page.title]


def test_a_title_that_is_not_published_yet_is_not_shown_in_choosers(client):
    page = practice("heze", title="原来的名称")
    page.title = "还没发布的名称"
    page.save_revision()
    client.force_login(editor_of("rizhao"))
    shown = client.get("/cms/choose-page/search/?q=名称").content.decode()
    assert "原来的名称" in shown
    assert "还没发布的名称" not in shown


def test_keywords_of_a_readable_case_are_suggested_and_of_a_closed_one_not():
    for visibility in ("public", "city"):
        page = practice("heze", visibility=visibility)
        page.keywords.add(f"关键词{visibility}")
        page.save_revision().publish()
    assert Tag.objects.count() == 2
    assert [tag.name for tag in tags_for(editor_of("rizhao"))] == ["关键词public"]
    assert tags_for(editor_of("heze")).count() == 2


def test_a_null_byte_in_what_is_typed_is_no_error(client):
    client.force_login(editor_of("rizhao"))
    assert client.get("/cms/tag-autocomplete/?term=%00").json() == []
