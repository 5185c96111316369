from __future__ import annotations

import pytest

from cities.models import District, ProfileMetric
from tests.factories.cities import approver_of, city, curator, editor_of, member_of

pytestmark = pytest.mark.django_db
ADDRESS = "/members/rizhao/profile/"


def rows(prefix: str, *given: dict[str, object], initial: int = 0) -> dict[str, object]:
    data: dict[str, object] = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}


def figure(code: str = "built-up-area", **changed: object) -> dict[str, object]:
    metric = ProfileMetric.objects.get(code=code)
    return {"metric": metric.pk, "value": "118.5", "choice": "", "year": "2024", "source": "示例年鉴", **changed}


def post(client, *figures: dict[str, object], bureaus: tuple[dict[str, object], ...] = ()):
    kept = city("rizhao").bureaus.get()
    lead = {"id": kept.pk, "name": kept.name, "district": "", "address": "", "phone": "", "website": ""}
    residents = city("rizhao").figures.get()
    old = {"id": residents.pk, "metric": residents.metric_id, "value": "2968365", "choice": "", "year": "2020"}
    old["source"] = residents.source
    return client.post(ADDRESS, rows("figures", old, *figures, initial=1) | rows("bureaus", lead, *bureaus, initial=1))


@pytest.mark.parametrize("who", [lambda: member_of("rizhao"), lambda: editor_of("rizhao"), lambda: approver_of("heze")])
def test_nobody_else_writes_the_profile_of_a_city(client, who):
    client.force_login(who())
    assert client.get(ADDRESS).status_code == 404
    assert post(client, figure()).status_code == 404
    assert city("rizhao").figures.count() == 1


@pytest.mark.parametrize("who", [lambda: approver_of("rizhao"), curator])
def test_a_figure_with_year_and_source_stands_on_the_citys_page(client, who):
    client.force_login(who())
    assert post(client, figure()).status_code == 302
    content = client.get("/rizhao/").content.decode()
    assert "118.5" in content and "示例年鉴" in content


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": ""}, "source"),
        ({"year": "2999"}, "year"),
        ({"year": "x"}, "year"),
        ({"value": ""}, "value"),
        ({"value": "many"}, "value"),
        ({"metric": "999999"}, "metric"),
        ({"source": "长" * 121}, "source"),
    ],
)
def test_a_wrong_figure_says_so_and_nothing_is_saved(client, changed, field):
    client.force_login(approver_of("rizhao"))
    response = post(client, figure(**changed))
    assert field in response.context["figures"].forms[1].errors
    assert city("rizhao").figures.count() == 1


def test_a_kind_is_one_of_those_offered(client):
    client.force_login(approver_of("rizhao"))
    response = post(client, figure("setting", value="", choice="山上"))
    assert "沿海" in str(response.context["figures"].forms[1].errors["choice"])
    post(client, figure("setting", value="", choice="沿海"))
    assert city("rizhao").figures.filter(choice="沿海").exists()


def test_the_same_figure_twice_is_told_in_words(client):
    client.force_login(approver_of("rizhao"))
    assert post(client, figure(), figure()).status_code == 200
    assert city("rizhao").figures.count() == 1


def test_a_unit_of_a_district_is_added_and_a_foreign_district_is_refused(client):
    client.force_login(approver_of("rizhao"))
    unit = {"name": "东港区综合行政执法局", "address": "", "phone": "", "website": ""}
    foreign = District.objects.filter(city=city("heze")).first()
    assert post(client, bureaus=({**unit, "district": foreign.pk},)).status_code == 200
    own = District.objects.get(name="东港区")
    assert post(client, bureaus=({**unit, "district": own.pk},)).status_code == 302
    assert city("rizhao").bureaus.filter(district=own).exists()


def test_a_form_without_its_counts_is_no_error(client):
    client.force_login(approver_of("rizhao"))
    assert client.post(ADDRESS, {"figures-0-value": "1"}).status_code == 200


def test_every_field_is_named_in_chinese_and_a_number_has_no_idle_zeros(client):
    client.force_login(approver_of("rizhao"))
    response = client.get(ADDRESS)
    labels = [
        field.label
        for part in ("figures", "bureaus")
        for form in response.context[part]
        for field in form.visible_fields()
    ]
    assert [label for label in labels if str(label).isascii()] == []
    content = response.content.decode()
    assert 'value="2968365"' in content and "---------" not in content
