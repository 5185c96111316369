from __future__ import annotations

import pytest

from alliance.page_cache import renew_site_mark
from config import remembered
from config.remembered import Remembered, read_mark, under_mark


@pytest.fixture(autouse=True)
def _on(settings):
    settings.REMEMBER_SECONDS = 60


@pytest.fixture
def asked():
    """A remembered function and how often it was asked."""
    calls: list[int] = []
    return Remembered(lambda: calls.append(1)), calls


def test_one_mark_asks_once(asked):
    function, calls = asked
    with under_mark("a"):
        function(), function()
    with under_mark("a"):
        function()
    assert len(calls) == 1


def test_another_mark_asks_anew(asked):
    function, calls = asked
    for mark in ("a", "b", "a"):
        with under_mark(mark):
            function()
    assert len(calls) == 3


@pytest.mark.parametrize("mark", [None, ""])
def test_without_a_mark_every_call_asks(asked, mark):
    function, calls = asked
    with under_mark(mark):
        function(), function()
    assert len(calls) == 2


def test_outside_of_a_request_every_call_asks(asked):
    function, calls = asked
    function(), function()
    assert len(calls) == 2


def test_what_is_remembered_holds_for_a_time_only(asked, monkeypatch):
    function, calls = asked
    now = remembered.time.monotonic()
    with under_mark("a"):
        function()
        monkeypatch.setattr(remembered.time, "monotonic", lambda: now + 61)
        function()
    assert len(calls) == 2


@pytest.mark.django_db
def test_the_mark_is_another_after_each_change():
    renew_site_mark()
    before = read_mark()
    renew_site_mark()
    assert before and read_mark() not in ("", before)
