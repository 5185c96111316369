from __future__ import annotations

import pytest

from alliance.sample.accounts import CITY_ACCOUNTS
from alliance.sample.visiting import load_visits, remove_visits
from exchanges.models import FollowUp, TakeAway, Thread, Visit, VisitState
from tests.factories.cities import member_of

pytestmark = pytest.mark.django_db


def test_sample_visits_are_marked_made_once_and_taken_out_again():
    load_visits()
    assert not Visit.objects.exists()
    for account in CITY_ACCOUNTS:
        if account.username in ("rizhao-editor", "heze-editor", "jining-editor"):
            member_of(account.city, account.role, username=account.username, name=account.name)
    threads = Thread.objects.count()
    for _turn in range(2):
        load_visits()
    assert set(Visit.objects.values_list("state", flat=True)) == {VisitState.OPEN, VisitState.HELD}
    assert all("示例" in title for title in Visit.objects.values_list("title", flat=True))
    assert (TakeAway.objects.count(), FollowUp.objects.count()) == (1, 2)
    remove_visits()
    assert not Visit.objects.exists() and Thread.objects.count() == threads
