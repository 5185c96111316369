from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from cities.models import ProfileMetric, Role
from cities.services import membership_give
from practices.models import Adoption, Condition, ConditionAnswer, TransferRange
from practices.services import practice_narrow
from tests.factories.adoptions import adopted, grown
from tests.factories.cities import approver_of, city, curator, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def asking(slug: str = "jinan", **fields):
    """At least five million residents, a built-up area nobody has filled in, and a condition in words."""
    page = practice(slug, **fields)
    residents, area = (ProfileMetric.objects.get(code=code) for code in ("residents", "built-up-area"))
    TransferRange.objects.create(page=page, metric=residents, minimum=Decimal(5_000_000), sort_order=0)
    TransferRange.objects.create(page=page, metric=area, minimum=Decimal(100), sort_order=1)
    return page, Condition.objects.create(page=page, text="有场地").key


def seen(client, page, query: str = "") -> str:
    return client.get(page.url + query).content.decode()


def answer(client, page, key, said: str, slug: str = "heze"):
    return client.post(f"/p/{page.short_id}/fit/", {"city": slug, f"answer-{key}": said})


def test_a_member_sees_what_is_met_what_is_not_and_what_nobody_knows(client):
    page, _key = asking()
    client.force_login(member_of("heze"))
    text = seen(client, page)
    assert "3 项条件：具备 1 项，不清楚 2 项" in text
    assert "菏泽：8,795,939 人（2020 年），来源：第七次全国人口普查" in text
    assert "菏泽的概况里还没有建成区面积" in text
    client.force_login(member_of("rizhao"))
    assert "3 项条件：不具备 1 项，不清楚 2 项" in seen(client, page)


def test_who_fills_the_profile_is_shown_the_way_and_who_does_not_is_told_whom_to_ask(client):
    page, _key = asking()
    for person, leads in ((approver_of("heze"), True), (member_of("heze"), False)):
        client.force_login(person)
        assert ("/members/heze/profile/" in seen(client, page)) is leads


def test_an_answer_shows_at_once_to_the_members_of_that_city_and_to_nobody_else(client):
    page, key = asking()
    client.force_login(member_of("heze", name="示例甲"))
    assert answer(client, page, key, "have").status_code == 302
    client.force_login(member_of("heze"))
    assert "具备 2 项，不清楚 1 项" in seen(client, page) and "示例甲 于" in seen(client, page)
    for person in (member_of("rizhao"), curator(), member_of("jinan")):
        client.force_login(person)
        assert "示例甲 于" not in seen(client, page)


def test_who_belongs_to_two_cities_chooses_which_one_is_compared(client):
    page, key = asking()
    person = member_of("heze")
    membership_give(user=person, city=city("rizhao"), role=Role.MEMBER)
    client.force_login(person)
    assert "与日照对照" in seen(client, page) and "与菏泽对照" in seen(client, page, "?for=heze")
    assert "与日照对照" in seen(client, page, "?for=yantai")
    answer(client, page, key, "lack", "heze")
    assert ConditionAnswer.objects.get().city == city("heze")


def test_visitors_are_asked_to_sign_in_and_the_citys_own_members_see_no_panel(client):
    page, _key = asking()
    assert "登录对照" in seen(client, page) and "answer-" not in seen(client, page)
    client.force_login(member_of("jinan"))
    assert 'id="fit"' not in seen(client, page)


def test_what_other_cities_recorded_stands_there_the_most_alike_first_and_only_what_one_may_read(client):
    page, _key = asking()
    grown(adopted(page, "rizhao"), result="日照的结果", failed="日照没成的")
    grown(adopted(page, "weifang"), result="潍坊的结果")
    client.force_login(member_of("heze"))
    text = seen(client, page)
    fit = text[text.index('id="fit"') : text.index('id="contact"')]
    assert fit.index("潍坊的结果") < fit.index("日照的结果") < fit.index("日照没成的")
    Adoption.objects.filter(city=city("rizhao")).update(withdrawn_at=timezone.now())
    assert "日照的结果" not in seen(client, page)
    client.logout()
    text = seen(client, page)
    assert "潍坊的结果" not in text[text.index('id="fit"') : text.index('id="contact"')]


def test_a_case_that_asks_for_nothing_says_so(client):
    client.force_login(member_of("heze"))
    assert "没有写适用范围和成功条件" in seen(client, practice("jinan"))


@pytest.mark.parametrize("slug", ["jinan", "rizhao", "nowhere", ""])
def test_nobody_answers_for_a_city_that_is_not_theirs(client, slug):
    page, key = asking()
    client.force_login(member_of("heze"))
    assert answer(client, page, key, "have", slug).status_code == 404
    assert not ConditionAnswer.objects.exists()


def test_what_cannot_be_an_answer_is_refused_where_it_is(client):
    page, key = asking()
    client.force_login(member_of("heze"))
    response = answer(client, page, key, "<script>")
    assert response.status_code == 200 and "请选“具备”" in response.content.decode()
    assert answer(client, page, uuid4(), "have").status_code == 302
    assert not ConditionAnswer.objects.exists()


def test_a_case_that_closed_is_answered_by_nobody_outside(client):
    page, key = asking()
    practice_narrow(practice=page, by=approver_of("jinan"), limit="city", reason="原因")
    client.force_login(member_of("heze"))
    assert client.get(f"/p/{page.short_id}/fit/").status_code == 404
    assert answer(client, page, key, "have").status_code == 404


def test_the_panel_costs_the_same_however_much_is_asked(client, django_assert_max_num_queries):
    few, many = asking()[0], asking()[0]
    for number in range(20):
        Condition.objects.create(page=many, text=f"条件{number}")
    client.force_login(member_of("heze"))
    seen(client, few)
    counts = []
    for page in (few, many):
        with django_assert_max_num_queries(80) as asked:
            seen(client, page)
        counts.append(len(asked))
    assert counts[0] == counts[1]
