from __future__ import annotations

import pytest

from cities.models import City, District
from cities.province import read_province

pytestmark = pytest.mark.django_db


def test_the_province_has_sixteen_cities_and_136_districts():
    assert (City.objects.count(), District.objects.count()) == (16, 136)


def test_a_district_carries_the_code_of_its_city():
    wrong = [row.code for row in District.objects.select_related("city") if row.code[:4] != row.city.code[:4]]
    assert wrong == []


def test_residents_add_up_to_the_census_total():
    assert sum(row["residents"] for row in read_province()["cities"]) == 101_527_453


def test_founders_are_members_and_the_others_are_not():
    assert set(City.objects.members()) == set(City.objects.filter(is_founder=True))
    assert City.objects.members().count() == 8
