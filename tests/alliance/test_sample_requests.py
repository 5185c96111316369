from __future__ import annotations

import pytest

from alliance.sample.loader import load
from alliance.sample.removal import remove
from exchanges.models import RequestState, SolutionRequest, Thread

pytestmark = pytest.mark.django_db


def test_sample_requests_show_every_state_and_go_without_a_trace():
    threads = Thread.objects.count()
    load(limit=40)
    rows = SolutionRequest.objects.all()
    assert {row.state for row in rows} == set(RequestState.values)
    assert rows.overdue().exists() and all(row.title.endswith("（示例）") for row in rows)
    for row in rows:
        moments = list(row.steps.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
    number = rows.count()
    load(limit=40)
    assert SolutionRequest.objects.count() == number
    remove()
    assert not SolutionRequest.objects.exists() and Thread.objects.count() == threads
