"""One wording of a change on cards, the page of a case, themes and hits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from practices.cards import in_short
from practices.models import OutcomeIndicator
from tests.factories.practices import practice


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("120", "45", "↓ 63%"),
        ("50", "58", "↑ 16%"),
        ("5", "5", "↑ 0%"),
        ("1", "11", "↑ 1,000%"),
        ("1", "12", "增至 12 倍"),
        ("0.5", "1200", "增至 2,400 倍"),
        ("-1", "20", "↑ 2,100%"),
        ("0", "5", ""),
    ],
)
def test_a_change_is_said_in_per_cent_and_great_growth_in_times(before, after, words):
    assert OutcomeIndicator(before=Decimal(before), after=Decimal(after)).change == words


@pytest.mark.parametrize(("before", "after"), [(None, Decimal(1)), (Decimal(1), None)])
def test_an_unknown_change_is_not_said(before, after):
    indicator = OutcomeIndicator(name="投诉量", before=before, after=after)
    assert (indicator.change, in_short(indicator)) == ("", None)


@pytest.mark.django_db
def test_a_card_says_it_as_the_page_of_the_case_does(client):
    page = practice()
    page.indicators.create(name="日处理量", unit="吨", before=2, after=50)
    page.save_revision().publish()
    assert "增至 25 倍" in client.get("/cases/").content.decode()
    assert "增至 25 倍" in client.get(page.url).content.decode()
