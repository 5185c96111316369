from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cities.models import ProfileFigure, ProfileMetric, Role
from cities.services import membership_give
from exchanges.models import SolutionRequest
from practices.matching.services import conditions_answer
from practices.matching.suitable import Chosen, Suitability
from practices.models import Adoption, Condition, TransferRange
from practices.services import practice_narrow, practice_take_down
from tests.factories.adoptions import adopted
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.requests import asked, theme
from tests.factories.reviews import days

pytestmark = pytest.mark.django_db
ADDRESS = "/for-my-city/"


def asks_residents(page, minimum: int):
    residents = ProfileMetric.objects.get(code="residents")
    TransferRange.objects.create(page=page, metric=residents, minimum=Decimal(minimum))
    return page


def order(user, slug: str = "heze", chosen: Chosen | None = None) -> list[str]:
    found = Suitability(city(slug), user, chosen or Chosen()).page(1)
    return [row.case.title for row in found.object_list]


def test_what_the_city_meets_comes_before_what_nobody_knows_and_that_before_what_it_lacks():
    """All of Jinan, so that experience is the same."""
    asks_residents(practice("jinan", title="大城市"), 50_000_000)
    practice("jinan", title="没有要求")
    asks_residents(practice("jinan", title="中等城市"), 5_000_000)
    assert order(member_of("heze")) == ["中等城市", "没有要求", "大城市"]


def test_a_city_that_is_like_ours_comes_first():
    """Heze has 8.8 million residents: Jinan 9.2, Rizhao 3.0."""
    practice("jinan", title="相似")
    practice("rizhao", title="不相似")
    assert order(member_of("heze")) == ["相似", "不相似"]


def test_what_the_city_asks_about_comes_first_and_says_so(client):
    practice("jinan", title="建筑垃圾", theme="construction-waste")
    practice("jinan", title="市容")
    person = member_of("heze")
    assert order(person)[0] == "市容"
    request = asked("heze", title="垃圾围村怎么办", themes=[theme("construction-waste")])
    assert order(person)[0] == "建筑垃圾"
    client.force_login(person)
    assert "本市正在求助：垃圾围村怎么办" in client.get(ADDRESS).content.decode()
    assert order(member_of("rizhao"), "rizhao")[0] == "市容"
    SolutionRequest.objects.filter(pk=request.pk).update(state="resolved")
    assert order(person)[0] == "市容"


def test_answers_of_the_city_count_for_it_alone():
    page = practice("jinan", title="要场地")
    key = Condition.objects.create(page=page, text="有场地").key
    practice("jinan", title="没有要求")
    heze, rizhao = member_of("heze"), member_of("rizhao")
    conditions_answer(practice=page, city=city("heze"), by=heze, said={key: "have"})
    assert order(heze) == ["要场地", "没有要求"]
    assert order(rizhao, "rizhao") == ["没有要求", "要场地"]
    Condition.objects.filter(key=key).update(text="有两处场地")
    assert order(heze) == ["没有要求", "要场地"]


def test_every_point_has_its_reason_beside_it(client):
    page = asks_residents(practice("jinan"), 50_000_000)
    Condition.objects.create(page=page, text="有场地")
    client.force_login(member_of("heze"))
    text = client.get(ADDRESS).content.decode()
    assert "2 项条件：不具备 1 项，不清楚 1 项（不具备：常住人口不低于 50,000,000 人）" in text
    assert "济南的成功做法，与本市相近程度 97%（常住人口相近）" in text


def test_where_a_like_city_has_it_at_work_a_case_comes_before_others_and_says_so(client):
    """Weifang has 9.4 million residents as Heze has 8.8."""
    practice("jinan", title="没人学过")
    adopted(practice("jinan", title="潍坊学了"), "weifang", since=days(-30))
    adopted(practice("jinan", title="潍坊停了"), "weifang", state="stopped")
    person = member_of("heze")
    assert order(person) == ["潍坊学了", "没人学过", "潍坊停了"]
    client.force_login(person)
    assert "潍坊已采用，与本市相近程度 96%" in client.get(ADDRESS).content.decode()


def test_two_cities_most_alike_are_named_and_the_rest_are_counted(client):
    page = practice("jinan")
    for slug in ("rizhao", "weifang", "jining", "binzhou"):
        adopted(page, slug)
    client.force_login(member_of("heze"))
    said = client.get(ADDRESS).context["page"].object_list[0].experience
    assert [words[:2] for words in said] == ["济南", "济宁", "潍坊", "另有"] and "另有 2 个城市" in said[-1]


def test_what_the_city_has_tried_itself_is_no_longer_recommended_and_what_it_considers_is():
    adopted(practice("jinan", title="试过"))
    adopted(practice("jinan", title="在考虑"), state="considering")
    assert order(member_of("heze")) == ["在考虑"]


def test_an_adoption_that_was_taken_back_or_is_disputed_gives_no_points():
    practice("jinan", title="没人学过")
    disputed, back = (adopted(practice("jinan", title=title), "weifang") for title in ("有异议", "撤回"))
    Adoption.objects.filter(pk=disputed.pk).update(verdict="disputed")
    Adoption.objects.filter(pk=back.pk).update(withdrawn_at=timezone.now())
    page = Suitability(city("heze"), member_of("heze"), Chosen()).page(1)
    assert len({row.scored.experience for row in page.object_list}) == 1


def test_cities_like_ours_are_named_with_both_figures(client):
    client.force_login(member_of("heze"))
    text = client.get(ADDRESS).content.decode()
    assert "常住人口相近（879.6 万人与 920.2 万人）" in text and "缺少数字、未比较：建成区面积" in text


def test_own_cases_and_those_one_may_not_read_are_left_out():
    practice("heze", title="本市的")
    practice("rizhao", title="别人本市", visibility="city")
    practice("rizhao", title="草稿", published=False)
    narrowed, taken = practice("rizhao", title="缩小"), practice("rizhao", title="下架")
    practice_narrow(practice=narrowed, by=approver_of("rizhao"), limit="city", reason="原因")
    practice_take_down(practice=taken, by=curator(), reason="原因")
    practice("rizhao", title="联盟内", visibility="alliance")
    for person in (member_of("heze"), editor_of("heze")):
        assert order(person) == ["联盟内"]


def test_the_list_is_narrowed_by_theme_and_kind(client):
    practice("jinan", title="教训", kind="lesson")
    practice("jinan", title="建筑垃圾", theme="construction-waste")
    client.force_login(member_of("heze"))

    def titles(query: str) -> list[str]:
        return [row.case.title for row in client.get(ADDRESS + query).context["page"].object_list]

    assert titles("?kind=lesson") == ["教训"]
    assert titles("?theme=construction-waste") == ["建筑垃圾"]
    assert titles("?theme=construction-waste&kind=lesson") == []
    assert len(titles("?theme=nowhere&kind=<script>&page=-3")) == 2


def test_who_belongs_to_two_cities_chooses_and_who_has_none_is_not_let_in(client):
    person = member_of("heze")
    membership_give(user=person, city=city("rizhao"), role=Role.MEMBER)
    client.force_login(person)
    assert client.get(ADDRESS).context["city"].slug == "rizhao"
    assert client.get(ADDRESS + "?for=heze").context["city"].slug == "heze"
    client.force_login(curator())
    assert client.get(ADDRESS).status_code == 404


def test_what_is_missing_in_the_profile_is_named_and_never_guessed(client):
    client.force_login(approver_of("heze"))
    text = client.get(ADDRESS).content.decode()
    assert "建成区面积" in text and "/members/heze/profile/" in text
    for metric in ProfileMetric.objects.exclude(code="residents"):
        value = {"choice": metric.options[0]} if metric.kind == "choice" else {"value": 5}
        ProfileFigure.objects.create(city=city("heze"), metric=metric, year=2024, source="示例年鉴", **value)
    assert "的概况还缺" not in client.get(ADDRESS).content.decode()


def test_the_list_costs_the_same_for_one_case_and_for_many(client):
    client.force_login(member_of("heze"))
    counts = []
    for number in (1, 24):
        for _ in range(number):
            page = asks_residents(practice("jinan"), 5)
            Condition.objects.create(page=page, text="有场地")
            adopted(page, "weifang")
        client.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(ADDRESS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_second_page_goes_on_where_the_first_ended(client):
    for _ in range(23):
        practice("jinan")
    client.force_login(member_of("heze"))
    first, second = (client.get(f"{ADDRESS}?page={number}").context["page"].object_list for number in (1, 2))
    assert (len(first), len(second)) == (20, 3)
    assert not {row.case.pk for row in first} & {row.case.pk for row in second}


# --- the other way round --------------------------------------------------------------------------------------------
def test_the_office_sees_which_cities_a_case_would_fit_by_figures_alone(client):
    page = asks_residents(practice("jinan"), 9_000_000)
    key = Condition.objects.create(page=page, text="有场地").key
    conditions_answer(practice=page, city=city("heze"), by=member_of("heze"), said={key: "have"})
    adopted(page, "rizhao")
    client.force_login(curator())
    response = client.get(f"/p/{page.short_id}/cities/")
    fitting = [row.city.slug for row in response.context["fitting"]]
    assert set(fitting[:3]) == {"qingdao", "weifang", "linyi"} and len(fitting) == 15
    assert {row.city.slug: row.state for row in response.context["fitting"] if row.state} == {"rizhao": "已采用"}
    assert "有场地" not in response.content.decode()
    assert f"/p/{page.short_id}/cities/" in client.get(page.url).content.decode()


def test_nobody_else_asks_about_all_cities(client):
    page = practice("jinan")
    client.force_login(approver_of("jinan"))
    assert client.get(f"/p/{page.short_id}/cities/").status_code == 404
    client.force_login(curator())
    assert client.get(f"/p/{practice('jinan', visibility='city').short_id}/cities/").status_code == 404
