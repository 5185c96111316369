from __future__ import annotations

import pytest
from django.urls import reverse

from practices.adoptions.recording import indicators_to_measure
from practices.models import Adoption, Hold
from practices.services import practice_unpublish
from tests.factories.adoptions import adopted, confirmed, grown, measured
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import days, measured_case

pytestmark = pytest.mark.django_db


def text(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def case_page(client, page) -> str:
    return text(client, page.get_url())


def test_a_member_records_from_the_page_of_the_case_in_three_fields(client):
    page, person = measured_case(), member_of("heze")
    client.force_login(person)
    address = f"{reverse('adoption_new')}?case={page.short_id}"
    assert address in case_page(client, page)
    form = text(client, address)
    assert form.count("<textarea") == 1 and 'name="city"' not in form
    answer = client.post(
        f"{address}&from_visit=12", {"state": "piloting", "since": str(days(-2)), "note": "先试两条街"}
    )
    row = Adoption.objects.get()
    assert answer["Location"] == reverse("adoption", args=[row.pk])
    assert (row.city, row.state, row.came_from, row.came_from_id) == (city("heze"), "piloting", "visit", 12)


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 40, "١٢"])
def test_a_wrong_origin_is_let_go(client, number):
    page = measured_case()
    client.force_login(member_of("heze"))
    client.post(
        f"{reverse('adoption_new')}?case={page.short_id}&from_visit={number}",
        {"state": "considering", "since": str(days(0)), "note": "想试"},
    )
    assert Adoption.objects.get().came_from == ""


def test_bad_input_is_answered_beside_the_field(client):
    page = measured_case()
    client.force_login(member_of("heze"))
    answer = client.post(
        f"{reverse('adoption_new')}?case={page.short_id}", {"state": "piloting", "since": str(days(3)), "note": "好"}
    )
    assert answer.status_code == 200 and "不能晚于今天" in answer.content.decode()
    assert not Adoption.objects.exists()


def test_ones_own_case_and_one_recorded_before_are_answered_in_words(client):
    page = measured_case()
    client.force_login(member_of("rizhao"))
    assert "本市自己的案例" in text(client, f"{reverse('adoption_new')}?case={page.short_id}", 409)
    row = adopted(page)
    client.force_login(row.recorded_by)
    answer = client.get(f"{reverse('adoption_new')}?case={page.short_id}")
    assert answer["Location"] == reverse("adoption", args=[row.pk])


def test_the_case_shows_who_took_it_over_and_how_far(client):
    row = confirmed(grown(adopted(), result="投诉少了一半"))
    shown = case_page(client, row.practice)
    assert "菏泽" in shown and "已采用" in shown and "已核实" in shown and "投诉少了一半" in shown
    assert "他市复现" in shown


def test_a_record_for_the_alliance_is_not_told_to_visitors(client):
    row = grown(adopted(visibility="alliance"), result="只给同行看", visibility="alliance")
    for address in (row.practice.get_url(), "/adoptions/", f"/p/{row.practice.short_id}/spread/", "/heze/", "/cases/"):
        shown = text(client, address)
        assert "只给同行看" not in shown and "个城市借鉴" not in shown and f"/adoptions/{row.pk}/" not in shown, address
    text(client, reverse("adoption", args=[row.pk]), 404)
    client.force_login(member_of("jinan"))
    assert "只给同行看" in case_page(client, row.practice)
    assert "1 个城市借鉴" in text(client, "/cases/")


def test_visitors_read_no_names_of_persons(client):
    person = member_of("heze", name="借鉴登记人")
    row = grown(adopted(by=person))
    address = reverse("adoption", args=[row.pk])
    assert "借鉴登记人" not in text(client, address)
    client.force_login(member_of("jinan"))
    assert "借鉴登记人" in text(client, address)


def test_the_record_grows_with_the_indicators_of_the_case(client):
    row = adopted()
    client.force_login(row.recorded_by)
    key = indicators_to_measure(row.practice)[0]["key"]
    address = reverse("adoption_grow", args=[row.pk])
    assert "120" in text(client, address)
    said = {"adapted": "少划了一块地", "result": "", "failed": "夜里没人管", "visibility": "public", "outcome": ""}
    figures = {f"of-{key}-before": "90", f"of-{key}-after": "30", f"of-{key}-measured_on": str(days(-3))}
    assert client.post(address, {**said, **figures}).status_code == 302
    shown = text(client, reverse("adoption", args=[row.pk]))
    assert "↓ 67%" in shown and "↓ 63%" in shown and "夜里没人管" in shown


def test_wrong_figures_are_answered_and_nothing_is_lost(client):
    row = adopted()
    client.force_login(row.recorded_by)
    key = indicators_to_measure(row.practice)[0]["key"]
    said = {"adapted": "写了很久的改动", "result": "", "failed": "", "visibility": "public"}
    answer = client.post(reverse("adoption_grow", args=[row.pk]), {**said, f"of-{key}-before": "很多"})
    assert answer.status_code == 200 and "写了很久的改动" in answer.content.decode()
    answer = client.post(
        reverse("adoption_grow", args=[row.pk]),
        {**said, f"of-{key}-before": "3", f"of-{key}-after": "1", f"of-{key}-measured_on": str(days(9))},
    )
    assert "统计时间不能晚于今天" in answer.content.decode()


def test_markup_in_a_record_is_shown_as_it_was_typed(client):
    row = grown(adopted(note="<script>alert(1)</script>"), result="<img src=x onerror=alert(1)>")
    for address in (reverse("adoption", args=[row.pk]), row.practice.get_url(), "/adoptions/", "/heze/"):
        assert "<script>alert(1)" not in text(client, address) and "<img src=x" not in text(client, address)


def test_it_goes_on_and_stops_with_a_reason(client):
    row = adopted(state="piloting")
    client.force_login(row.recorded_by)
    address = reverse("adoption_move", args=[row.pk])
    assert 'value="considering"' not in text(client, address)
    client.post(address, {"state": "stopped", "since": str(days(0)), "note": "场地收回"})
    shown = text(client, reverse("adoption", args=[row.pk]))
    assert "场地收回" in shown and "已停止" in shown


def test_the_city_of_the_case_verifies_on_its_desk(client):
    row = grown(adopted())
    client.force_login(approver_of("rizhao"))
    address = reverse("adoption_verify", args=[row.pk])
    assert address in text(client, "/desk/")
    answer = client.post(address, {"verdict": "disputed", "words": ""})
    assert "写明理由" in answer.content.decode()
    client.post(address, {"verdict": "confirmed", "words": "去看过"})
    row.refresh_from_db()
    assert row.verdict == "confirmed" and address not in text(client, "/desk/")


def test_half_a_year_without_a_result_stands_on_the_desk_of_who_recorded_it(client):
    row = adopted(since=days(-190))
    client.force_login(row.recorded_by)
    address = reverse("adoption_grow", args=[row.pk])
    assert address in text(client, "/desk/")
    grown(row)
    assert address not in text(client, "/desk/")


def test_a_narrowed_case_hides_its_records_from_others_and_its_title_from_the_adopter(client):
    page = measured_case(title="秘而不宣的案例")
    row = grown(adopted(page))
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=approver_of("rizhao"))
    address = reverse("adoption", args=[row.pk])
    for person in (member_of("jinan"), curator()):
        client.force_login(person)
        text(client, address, 404)
        assert f"/adoptions/{row.pk}/" not in text(client, "/adoptions/") + text(client, "/heze/")
    client.force_login(row.recorded_by)
    for place in (
        address,
        "/adoptions/",
        "/heze/",
        reverse("adoption_grow", args=[row.pk]),
        "/notifications/",
        "/desk/",
    ):
        assert "秘而不宣" not in text(client, place), place
    client.force_login(editor_of("rizhao"))
    assert "秘而不宣" in text(client, address)


def test_a_withdrawn_case_leaves_the_record_to_who_made_it(client):
    row = grown(adopted())
    practice_unpublish(practice=row.practice, by=approver_of("rizhao"), reason="过时")
    text(client, reverse("adoption", args=[row.pk]), 404)
    client.force_login(row.recorded_by)
    assert "原案例已撤下" in text(client, reverse("adoption", args=[row.pk]))
    client.post(
        reverse("adoption_grow", args=[row.pk]),
        {"adapted": "", "result": "还在做", "failed": "", "visibility": "public"},
    )
    row.refresh_from_db()
    assert row.result == "还在做"


def test_both_cities_show_what_was_learnt(client):
    row = adopted()
    assert f"/adoptions/{row.pk}/" in text(client, "/heze/") and f"/adoptions/{row.pk}/" in text(client, "/rizhao/")
    assert "被借鉴" in text(client, "/?shade=adopted")


def test_the_list_is_narrowed_by_city_state_and_case(client):
    first, second = adopted(), adopted(practice("jinan"), slug="yantai", state="piloting")
    addresses = {row: f"/adoptions/{row.pk}/" for row in (first, second)}
    for query, expected in {
        "city=heze": {first},
        "city=jinan": {second},
        "state=piloting": {second},
        f"case={first.practice.short_id}": {first},
        "city=nowhere&state=flying": {first, second},
    }.items():
        shown = text(client, f"/adoptions/?{query}")
        assert {row for row, address in addresses.items() if address in shown} == expected, query


def test_the_spread_shows_every_step_in_words(client):
    first, second = measured_case(title="源头案例"), practice("heze", title="第二步的案例")
    grown(adopted(first), outcome=second)
    third = (
        measured(adopted(second, "jinan", state="piloting"), 5, 4)
        if indicators_to_measure(second)
        else adopted(second, "jinan", state="piloting")
    )
    for page in (first, second):
        shown = text(client, f"/p/{page.short_id}/spread/")
        assert "源头案例" in shown and "第二步的案例" in shown and f"/adoptions/{third.pk}/" in shown
        assert "最远传了 2 步" in shown
