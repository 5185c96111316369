"""Pinned pages above the hits: for whom, for which questions, and how they count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cities.models import CityPage
from practices.models import Hold
from search.models import Pin, QueryLog
from search.port import FACETS
from search.questions import Question
from search.services import engine, search
from tests.factories.cities import administrator, curator, editor_of, member_of, user
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def pin(page, queries: str = "燕子山", **fields) -> Pin:
    return Pin.objects.create(page=page, queries=queries, note="最完整的一个", **fields)


def pinned(text: str = "燕子山", reader=VISITOR, **options) -> list[str]:
    return [hit.row.title for hit in search(Question(text, **options), user=reader).pins]


def days(number: int):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def walk(index):
    page = practice(title="燕子山步道")
    practice("heze", title="燕子山公厕", theme="construction-waste")
    index()
    return page


# --- which questions ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("asked", ["燕子山", " 燕子山 ", "\u3000燕子山"])
def test_a_page_is_pinned_to_its_query_however_it_is_typed(walk, asked):
    pin(walk)
    assert pinned(asked) == ["燕子山步道"]


@pytest.mark.parametrize("asked", ["燕子山步道", "步道", "燕子", ""])
def test_an_exact_query_pins_to_no_other(walk, asked):
    pin(walk)
    assert pinned(asked) == []


@pytest.mark.parametrize("asked", ["渣土车 夜间", "夜间渣土车", "夜间的渣土车管理", "渣土車 夜間"])
def test_all_words_of_a_query_are_enough_in_any_order(walk, asked):
    pin(walk, "渣土车 夜间", match=Pin.Match.WORDS)
    assert pinned(asked) == ["燕子山步道"]


@pytest.mark.parametrize("asked", ["渣土车", "夜间", "夜市"])
def test_some_words_of_a_query_are_not_enough(walk, asked):
    pin(walk, "渣土车 夜间", match=Pin.Match.WORDS)
    assert pinned(asked) == []


def test_a_synonym_of_a_word_counts_as_the_word(walk):
    SynonymGroup.objects.create(words="步行道\n健走道")
    pin(walk, "步行道", match=Pin.Match.WORDS)
    assert pinned("健走道") == ["燕子山步道"]


def test_any_line_of_a_pin_is_a_query(walk):
    pin(walk, "登山\n爬山")
    assert pinned("爬山") == ["燕子山步道"]


def test_a_query_of_stop_words_pins_to_nothing(walk):
    pin(walk, "的", match=Pin.Match.WORDS)
    assert pinned("燕子山") == []


# --- how it counts ------------------------------------------------------------------------------------------------
def test_a_pinned_hit_is_not_repeated_and_counted_once(walk):
    before = search(Question("燕子山"), user=VISITOR)
    pin(walk)
    found = search(Question("燕子山"), user=VISITOR)
    assert [hit.row.title for hit in found.hits] == ["燕子山公厕"]
    assert found.total == before.total == 2
    assert {name: dict(counts) for name, counts in found.facets.items()} == {
        name: dict(counts) for name, counts in before.facets.items()
    }


def test_a_pinned_page_that_does_not_match_is_one_more(walk):
    pin(walk, "公厕")
    found = search(Question("公厕"), user=VISITOR)
    assert (found.total, found.facets["city"]) == (2, {"heze": 1, "rizhao": 1})


def test_an_empty_result_with_a_pinned_page_is_no_empty_result(walk):
    pin(walk, "天鹅湖")
    assert search(Question("天鹅湖"), user=VISITOR).total == 1
    assert not QueryLog.objects.get().is_empty


def test_a_chosen_filter_the_pinned_page_does_not_pass_hides_it(walk):
    pin(walk)
    found = search(Question("燕子山", filters={"city": ("heze",)}), user=VISITOR)
    assert (found.pins, found.total) == ([], 1)
    assert found.facets["city"] == {"heze": 1, "rizhao": 1}


def test_a_chosen_filter_the_pinned_page_passes_keeps_it(walk):
    pin(walk)
    assert pinned(filters={"city": ("rizhao",)}) == ["燕子山步道"]


def test_who_sorts_by_day_gets_the_page_in_its_place(walk):
    pin(walk)
    found = search(Question("燕子山", sort="newest"), user=VISITOR)
    assert (found.pins, len(found.hits)) == ([], 2)


def test_a_pinned_page_does_not_come_again_on_the_next_page(index):
    pages = [practice(title=f"燕子山步道{number}") for number in range(22)]
    index()
    pin(pages[0])
    first, second = (search(Question("燕子山", page=number), user=VISITOR) for number in (1, 2))
    assert (len(first.hits), len(second.hits), first.total, first.pages) == (20, 1, 22, 2)
    assert pages[0].pk not in {hit.row.pk for hit in (*first.hits, *second.hits)}


def test_pins_stand_in_the_order_of_their_numbers(walk):
    other = practice(title="登山步道")
    pin(walk, sort_order=2)
    pin(other, sort_order=1)
    assert pinned() == ["登山步道", "燕子山步道"]


def test_a_city_can_be_pinned(index):
    index()
    page = CityPage.objects.get(slug="rizhao")
    pin(page, "海滨")
    assert pinned("海滨") == [page.title]


# --- for whom, and how long ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "sees"), [(user, False), (lambda: member_of("heze"), True), (curator, True), (administrator, True)]
)
def test_a_case_for_members_is_pinned_for_members_only(index, make, sees):
    page = practice(title="燕子山步道", visibility="alliance")
    index()
    pin(page)
    found = search(Question("燕子山"), user=make())
    assert (len(found.pins), found.total) == (sees, sees)


def test_a_case_narrowed_after_it_was_pinned_is_gone_at_once(walk):
    pin(walk)
    Hold.objects.create(practice=walk, limit="city", reason="原因", set_by=user())
    found = search(Question("燕子山"), user=VISITOR)
    assert found.pins == []
    assert walk.pk not in {hit.row.pk for hit in found.hits}
    assert pinned(reader=editor_of("rizhao")) == ["燕子山步道"]


def test_a_page_taken_off_the_site_is_gone_at_once(walk):
    pin(walk)
    walk.unpublish()
    assert pinned() == []


def test_a_deleted_page_is_gone_and_its_pin_stays_for_the_curator(walk):
    kept = pin(walk)
    walk.delete()
    kept.refresh_from_db()
    assert (pinned(), kept.page) == ([], None)


@pytest.mark.parametrize(
    ("starts", "ends", "stands"), [(0, None, True), (1, None, False), (-9, -1, False), (-9, 0, True), (0, 0, True)]
)
def test_a_pin_stands_from_its_first_to_its_last_day(walk, starts, ends, stands):
    pin(walk, starts_on=days(starts), ends_on=None if ends is None else days(ends))
    assert bool(pinned()) is stands


def test_the_page_of_results_marks_what_is_recommended(walk, client):
    pin(walk)
    content = client.get("/search/", {"q": "燕子山"}).content.decode()
    content = content.replace("<mark>", "").replace("</mark>", "")
    assert content.count("燕子山步道") == 1
    assert content.index("推荐") < content.index("燕子山步道") < content.index("燕子山公厕")


def test_a_pin_acts_on_the_next_search_of_pages_kept_for_visitors(walk, client, settings):
    settings.PAGE_CACHE_SECONDS = settings.REMEMBER_SECONDS = 60
    client.get("/search/", {"q": "燕子山"})
    pin(walk)
    assert "推荐" in client.get("/search/", {"q": "燕子山"}).content.decode()


def test_the_log_knows_how_long_a_search_took(walk):
    search(Question("燕子山"), user=VISITOR)
    assert QueryLog.objects.get().took is not None


def test_an_engine_neither_finds_nor_counts_what_it_is_to_leave_out(walk):
    request = Question("燕子山").request(facets=FACETS, without=(f"practice-{walk.pk}",))
    found = engine().search(request)
    assert (found.total, found.facets["city"]) == (1, {"heze": 1})
