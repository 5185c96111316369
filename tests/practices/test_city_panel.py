"""A city's own front: its cases by theme and stage, what it learnt from others, in the order its editors gave."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cities.models import CityPage, District
from cities.panels import usual_order
from practices.city_panel import CityCases
from practices.models import DerivedFrom
from tests.factories.cities import approver_of, city, member_of
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def text(client, address: str = "/rizhao/") -> str:
    return client.get(address).content.decode()


def arrange(*codes: str) -> CityPage:
    page = CityPage.objects.get(city__slug="rizhao")
    page.arrangement = [("section", code) for code in codes]
    page.full_clean()
    page.save()
    return page


def learn(case, source) -> None:
    DerivedFrom.objects.create(page=case, practice=source)


# --- counts -------------------------------------------------------------------------------------------------------
def test_each_theme_leads_to_the_search_of_the_citys_cases(client):
    practice("rizhao")
    assert '/search/?city=rizhao&amp;theme=street-order">' in text(client)


def test_each_stage_of_the_life_cycle_is_counted(client):
    page = practice("rizhao")
    page.lifecycle_stages.add(Term.objects.get(scheme="lifecycle", code="management"))
    page.save()
    content = text(client)
    assert '/search/?city=rizhao&amp;lifecycle=management"><span>管理</span><b>1</b>' in content
    assert '<span class="in"><span>规划</span><b>0</b>' in content


def test_counts_are_of_what_the_reader_may_see(client):
    practice("rizhao", visibility="alliance")
    assert "案例分布" not in text(client)
    client.force_login(member_of("heze"))
    assert "共 1 个案例" in text(client)


def test_districts_are_listed_with_their_cases(client):
    district = District.objects.filter(city=city("rizhao")).first()
    practice("rizhao", district=district)
    assert f'/cases/?district={district.code}">{district}' in text(client)


def test_lessons_stand_apart(client):
    practice("rizhao", title="没做成", kind="lesson")
    found = CityCases(city("rizhao"), None)
    assert [page.title for page in found.lessons] == ["没做成"]
    assert "/cases/?only=lessons&amp;city=rizhao" in text(client)


# --- learning -----------------------------------------------------------------------------------------------------
def test_what_the_city_learnt_and_what_others_learnt_from_it(client):
    own, theirs = practice("rizhao", title="日照的"), practice("heze", title="菏泽的")
    learn(own, theirs)
    assert "向外市学到的" in text(client) and "外市借鉴本市的" not in text(client)
    assert "外市借鉴本市的" in text(client, "/heze/") and "向外市学到的" not in text(client, "/heze/")


@pytest.mark.parametrize("closed", ["case", "source"])
def test_a_closed_case_is_told_of_at_neither_end(client, closed):
    hidden = practice("heze" if closed == "source" else "rizhao", title="联盟内的", visibility="alliance")
    seen = practice("rizhao" if closed == "source" else "heze")
    learn(*((seen, hidden) if closed == "source" else (hidden, seen)))
    for address in ("/rizhao/", "/heze/"):
        assert "互学互鉴" not in text(client, address)
    client.force_login(member_of("weifang"))
    assert "联盟内的" in text(client, "/rizhao/")


def test_a_case_learnt_from_the_citys_own_is_no_exchange(client):
    learn(practice("rizhao"), practice("rizhao"))
    assert "互学互鉴" not in text(client)


# --- the order of the sections ------------------------------------------------------------------------------------
def test_sections_stand_in_the_order_of_the_citys_editors(client):
    practice("rizhao")
    arrange("bureaus", "newest")
    content = text(client)
    assert content.index("责任单位和联系人") < content.index("最新案例")
    assert "案例分布" not in content


def test_a_section_nobody_offers_any_more_is_passed_over(client):
    page = CityPage.objects.get(city__slug="rizhao")
    page.arrangement = [("section", "gone"), ("section", "newest"), ("section", "newest")]
    page.save()
    assert text(client).count("最新案例") == 1


def test_the_usual_order_is_not_stored():
    assert list(arrange(*usual_order()).arrangement) == []


def test_who_has_not_arranged_them_finds_the_usual_sections_in_the_form(client):
    client.force_login(approver_of("rizhao"))
    page = CityPage.objects.get(city__slug="rizhao")
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert [block.value for block in form["arrangement"].value()] == usual_order()
