from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Collection, Page, Workflow

from alliance.models import ArticlePage
from alliance.panels import first_steps
from cities.models import Role
from cities.services import membership_give
from tests.factories.cities import approver_of, city, curator, editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def texts(user) -> list[str]:
    return [text for text, _address in first_steps(user)]


def test_an_editor_writes_and_finds_their_own_cases():
    assert texts(editor_of("rizhao")) == ["写案例", "我的案例和草稿"]


def test_an_approver_approves_as_well():
    assert texts(approver_of("rizhao")) == ["写案例", "等我审核", "我的案例和草稿"]


def test_who_writes_for_two_cities_is_told_which_list_is_whose():
    person = editor_of("rizhao")
    membership_give(user=person, city=city("heze"), role=Role.EDITOR)
    assert sorted(texts(person)[1:]) == ["我的案例和草稿（日照）", "我的案例和草稿（菏泽）"]


def test_the_office_writes_articles_and_features_cases():
    assert texts(curator()) == ["写文章", "首页推荐", "平台设置"]


@pytest.mark.parametrize("make", [lambda: editor_of("rizhao"), lambda: approver_of("rizhao"), curator])
def test_every_first_step_leads_somewhere(make, client):
    person = make()
    client.force_login(person)
    assert {client.get(address, follow=True).status_code for _text, address in first_steps(person)} == {200}


def test_the_list_of_own_cases_holds_own_drafts_alone(client):
    person = editor_of("rizhao")
    practice(title="我写的", owner=person, published=False)
    practice(title="同事写的", owner=editor_of("rizhao"))
    client.force_login(person)
    content = client.get(dict(first_steps(person))["我的案例和草稿"]).content.decode()
    assert "我写的" in content
    assert "同事写的" not in content


def test_the_first_page_offers_the_steps(client):
    client.force_login(editor_of("rizhao"))
    assert f'href="{reverse("practice_write")}"' in client.get("/cms/").content.decode()


def test_nothing_wagtail_made_keeps_an_english_name():
    assert not Workflow.objects.filter(name="Moderators approval").exists()
    assert (Page.get_first_root_node().title, Collection.get_first_root_node().name) == ("全站", "全部文件")


def test_an_article_has_no_second_rule_of_who_reads_it():
    assert ArticlePage.private_page_options == []
