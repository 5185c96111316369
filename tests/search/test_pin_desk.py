"""The list of pinned pages: what curators may pin, and what the list tells them of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from alliance.models import ArticleIndexPage
from cities.models import CityPage
from practices.models import Hold
from search.models import Pin
from tests.admin.words import english
from tests.factories.cities import administrator, curator, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
ADD, INDEX, EDIT = "search_pins:add", "search_pins:index", "search_pins:edit"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(curator())
    return client


def sent(client: Client, page: object, *args: object, **data: object) -> str:
    form = {"page": page, "queries": "燕子山", "match": "exact", "starts_on": "2024-01-01", "sort_order": "0"}
    response = client.post(reverse(EDIT if args else ADD, args=args), {**form, "note": "理由", **data}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client) -> str:
    return client.get(reverse(INDEX)).content.decode()


@pytest.mark.parametrize("make", [curator, administrator])
def test_the_office_and_administrators_pin_a_page(client, make):
    client.force_login(make())
    page = practice()
    assert "已置顶，从下一次搜索起生效" in sent(client, page.pk, queries="燕子山\n 燕子山 \n步道\n\n")
    pin = Pin.objects.get()
    assert (pin.page_id, pin.as_list()) == (page.pk, ["燕子山", "步道"])
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(pin.pk)).exists()


def test_a_city_page_is_pinned(office):
    sent(office, CityPage.objects.get(slug="rizhao").pk)
    assert Pin.objects.exists()


@pytest.mark.parametrize("posted", ["", "x", "999999", "-1", "9" * 40, "\x00", "1e9"])
def test_what_is_no_page_is_refused_in_words(office, posted):
    content = sent(office, posted)
    assert "请选择要置顶的页面。" in content or "这个页面不能置顶" in content
    assert english(content) == []
    assert not Pin.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: practice(title="燕子山步道", published=False),
        lambda: practice(title="燕子山步道", visibility="city"),
        lambda: ArticleIndexPage.objects.get(),
    ],
)
def test_a_draft_a_citys_own_case_and_a_list_are_not_pinned(office, make):
    page = make()
    content = sent(office, page.pk)
    assert "这个页面不能置顶" in content
    assert "燕子山步道" not in content
    assert not Pin.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"queries": " \n "}, "至少写一个搜索词"),
        ({"queries": "\n".join(f"词{n}" for n in range(31))}, "最多 30 个搜索词"),
        ({"queries": "，。！", "match": "words"}, "没有能用来搜索的词"),
        ({"ends_on": "2023-12-31"}, "结束日期不能早于开始日期"),
        ({"ends_on": "2024-01-02"}, "结束日期已经过了"),
        ({"starts_on": "昨天"}, "日期"),
        ({"queries": "市" * 500}, "最多 200 个字"),
        ({"note": ""}, "必填"),
        ({"match": "别的"}, "不是可选项"),
        ({"sort_order": "-1"}, "0"),
    ],
)
def test_a_mistake_is_said_in_words_that_tell_the_fix(office, data, words):
    content = sent(office, practice().pk, **data)
    assert words in content
    assert english(content) == []
    assert not Pin.objects.exists()


# --- the list -----------------------------------------------------------------------------------------------------
def stated(client: Client, page: object, **fields: object) -> str:
    Pin.objects.create(page=page, queries="燕子山", note="理由", **fields)
    return listed(client)


def test_the_list_says_what_is_in_force(office):
    content = stated(office, practice(title="步道"))
    assert "步道" in content
    assert "在用" in content


@pytest.mark.parametrize(("field", "days", "words"), [("starts_on", 1, "还没到开始日期"), ("ends_on", -1, "已到期")])
def test_the_list_says_what_is_not_yet_or_no_longer_in_force(office, field, days, words):
    assert words in stated(office, practice(), **{field: timezone.localdate() + timedelta(days=days)})


def test_the_list_says_which_page_was_deleted(office):
    page = practice()
    Pin.objects.create(page=page, queries="燕子山", note="理由")
    page.delete()
    assert "页面已删除" in listed(office)


def test_the_list_says_which_page_was_withdrawn(office):
    page = practice(title="步道")
    page.unpublish()
    content = stated(office, page)
    assert "页面已撤下" in content
    assert "步道" not in content


def test_the_list_says_which_page_was_narrowed_without_its_name(office):
    page = practice(title="步道")
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=user())
    content = stated(office, page)
    assert "页面缩小了公开范围" in content
    assert "步道" not in content


def test_a_narrowed_page_is_chosen_anew_when_its_pin_is_changed(office):
    page = practice(title="步道")
    pin = Pin.objects.create(page=page, queries="燕子山", note="理由")
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=user())
    content = office.get(reverse(EDIT, args=[pin.pk])).content.decode()
    assert "步道" not in content
    assert "这个页面不能置顶" in sent(office, page.pk, pin.pk)


def test_an_old_pin_is_changed_without_a_new_last_day(office):
    pin = Pin.objects.create(page=practice(), queries="燕子山", note="理由", ends_on="2024-02-01")
    assert "已保存" in sent(office, pin.page_id, pin.pk, ends_on="2024-02-01", note="新理由")
