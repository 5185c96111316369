"""The list that numbers lead to shows as many cases as the number said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.models import District
from practices.models import PracticePage
from tests.factories.cities import city, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def titles(client, query: str = "") -> set[str]:
    response = client.get(f"/cases/{query}")
    assert response.status_code == 200
    return {page.title for page in response.context["practices"].object_list}


def test_all_cases_a_visitor_may_read(client):
    practice(title="公开的")
    practice(title="联盟的", visibility="alliance")
    assert titles(client) == {"公开的"}


def test_a_member_sees_those_of_the_alliance_too(client):
    practice(title="联盟的", visibility="alliance")
    client.force_login(member_of("heze"))
    assert titles(client) == {"联盟的"}


def test_lessons_alone(client):
    practice(title="成功")
    practice(title="教训", kind="lesson")
    assert titles(client, "?only=lessons") == {"教训"}


def test_those_of_this_year_alone(client):
    practice(title="今年")
    old = practice(title="去年")
    PracticePage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=400))
    assert titles(client, "?only=new") == {"今年"}


def test_those_of_one_city(client):
    practice("rizhao", title="日照的")
    practice("heze", title="菏泽的")
    assert titles(client, "?city=heze") == {"菏泽的"}


def test_those_of_one_district(client):
    district = District.objects.filter(city=city("rizhao")).first()
    practice("rizhao", title="区里的", district=district)
    practice("rizhao", title="市里的")
    assert titles(client, f"?district={district.code}") == {"区里的"}


@pytest.mark.parametrize(
    "query", ["?only=x", "?city=x", "?district=x", "?page=x", "?page=0", "?page=99999", "?only=%00"]
)
def test_what_is_not_known_is_ignored(client, query):
    practice(title="在")
    assert titles(client, query) == {"在"}


def test_a_list_without_cases_says_what_to_do(client):
    assert "没有您可以查看的案例" in client.get("/cases/?only=full").content.decode()


def test_turning_the_page_keeps_the_list(client):
    for _number in range(21):
        practice("rizhao", kind="lesson")
    assert "?only=lessons&amp;city=rizhao&amp;page=2" in client.get("/cases/?city=rizhao&only=lessons").content.decode()
