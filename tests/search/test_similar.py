from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from cities.viewers import viewer_of
from practices.models import Hold
from practices.reading import reading_of
from practices.selectors import linked_cases
from search.similar import important_words
from tests.factories.cities import member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def related(page, reader=None):
    found = linked_cases(page, reading_of(page), viewer_of(reader or AnonymousUser()))
    return [other.title for other in found.related]


@pytest.fixture
def case(db):
    return practice(title="海滨夜市摊点抽签入场", summary="流动摊贩抽签进夜市")


def test_what_is_alike_is_shown_also_of_the_own_city_and_no_other(case, index):
    practice("heze", title="门前三包积分")
    practice("heze", title="夜市摊点统一管理", summary="夜市摊贩抽签")
    practice("rizhao", title="早市摊点抽签", summary="流动摊贩进早市")
    index()
    assert sorted(related(case)) == ["夜市摊点统一管理", "早市摊点抽签"]


def test_a_case_of_another_theme_is_not_similar(case, index):
    practice("heze", theme="parks", title="海滨夜市摊点抽签入场之二")
    index()
    assert related(case) == []


def test_at_most_four(case, index):
    for number in range(6):
        practice("heze", title=f"夜市摊点抽签入场{number}")
    index()
    assert len(related(case)) == 4


@pytest.mark.parametrize(("visibility", "seen"), [("alliance", True), ("city", False)])
def test_only_what_the_reader_may_read_is_similar(case, index, visibility, seen):
    practice("heze", visibility=visibility, title="夜市摊点抽签入场之二")
    index()
    assert related(case) == []
    assert bool(related(case, member_of("jining"))) == seen


def test_a_case_the_index_still_holds_is_judged_by_the_database(case, index):
    page = practice("heze", title="夜市摊点抽签入场之二")
    index()
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    assert related(case) == []


def test_without_an_index_cases_of_other_cities_on_the_theme_stand_in(case, index):
    practice("heze", title="门前三包积分")
    practice("rizhao", title="夜市摊点抽签入场之二")
    index()
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    assert related(case) == ["门前三包积分"]


def test_a_case_with_nothing_alike_shows_its_theme(case, index):
    practice("heze", title="门前三包积分")
    index()
    assert related(case) == ["门前三包积分"]


def test_words_of_nearly_every_case_and_of_its_own_city_are_left_out(db):
    page = practice("rizhao", title="日照城市管理夜市摊点（示例）", summary="摘要")
    assert important_words(reading_of(page)) == ["夜市", "摊点", "摘要"]
