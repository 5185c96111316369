from __future__ import annotations

import pytest

from alliance import numbers
from alliance.numbers import CityNumber, city_number, register_city_number, scale_for
from cities.models import City
from cities.viewers import VISITOR
from practices.models import OutcomeIndicator
from tests.factories.practices import practice


@pytest.mark.parametrize(
    ("values", "legend"),
    [
        ([], ["0"]),
        ([0, 0], ["0"]),
        ([1], ["0", "1"]),
        ([3, 1], ["0", "1", "2", "3"]),
        ([48], ["0", "1–12", "13–24", "25–36", "37–48"]),
        ([1102], ["0", "1–280", "281–560", "561–840", "841–1,120"]),
    ],
)
def test_the_legend_tells_each_step_in_numbers(values, legend):
    assert [words for _step, words in scale_for(values).legend()] == legend


@pytest.mark.parametrize(("value", "shade"), [(-3, 0), (0, 0), (1, 1), (12, 1), (13, 2), (48, 4), (500, 4)])
def test_a_value_falls_into_one_of_five_steps(value, shade):
    assert scale_for([48]).shade(value) == shade


def test_an_unknown_number_is_the_first():
    assert city_number("nothing", None).code == "cases"


@pytest.mark.django_db
def test_an_app_above_adds_a_number_to_the_switch(client, monkeypatch):
    monkeypatch.setattr(numbers, "_numbers", dict(numbers._numbers))
    rizhao = City.objects.get(slug="rizhao").pk
    register_city_number(CityNumber("asked", "求助", "件", lambda viewer: {rizhao: 7}))
    content = client.get("/?shade=asked").content.decode()
    assert 'aria-current="true">求助</a>' in content and "<b>日照</b><small>7</small>" in content


@pytest.mark.django_db
def test_residents_are_those_of_the_newest_year():
    city = City.objects.get(slug="rizhao")
    city.figures.create(metric=city.figures.get().metric, year=2024, value=3_000_000, source="公报")
    assert numbers.residents(VISITOR)[city.pk] == 300


@pytest.mark.django_db
def test_indicators_are_counted_of_what_may_be_seen():
    for visibility in ("public", "alliance"):
        page = practice("rizhao", visibility=visibility)
        OutcomeIndicator.objects.create(page=page, name="投诉量", unit="件", before=2, after=1)
    city = City.objects.get(slug="rizhao").pk
    assert city_number("indicators").of_cities(VISITOR) == {city: 1}
