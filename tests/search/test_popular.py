from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Hold
from search.models import PopularSearch
from search.popular import is_fit, popular_searches
from search.suggestions import suggestions
from tests.factories.cities import curator, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def ask(text, times=1, sessions=5, slug="heze"):
    """`sessions` readers ask `times` times each."""
    for _session in range(sessions):
        client = Client()
        client.force_login(member_of(slug))
        for _time in range(times):
            client.get("/search/", {"q": text})


def test_what_five_sessions_searched_for_is_shown(index, client):
    practice(title="夜市占道经营疏导")
    index()
    ask("夜市")
    assert popular_searches() == ("夜市",)
    assert "大家在搜" in client.get("/search/").content.decode()
    assert "大家在搜" not in client.get("/search/", {"q": "渣土"}).content.decode()


def test_four_sessions_are_too_few_however_often_they_ask(index):
    practice(title="夜市占道经营疏导")
    index()
    ask("夜市", times=3, sessions=4)
    assert PopularSearch.objects.get().sessions == 4
    assert popular_searches() == ()


def test_a_visitor_is_not_counted(index, client):
    practice(title="夜市占道经营疏导")
    index()
    client.get("/search/", {"q": "夜市"})
    assert not PopularSearch.objects.exists()


@pytest.mark.parametrize("text", ["没有这个词", "夜市 没有这个词"])
def test_what_finds_nothing_or_only_a_part_is_not_counted(index, text):
    practice(title="夜市占道经营疏导")
    index()
    ask(text, sessions=1)
    assert not PopularSearch.objects.exists()


@pytest.mark.parametrize("visibility", ["alliance", "city"])
def test_what_finds_nothing_public_is_not_counted(index, visibility):
    practice("heze", visibility=visibility, title="燕子山步道")
    index()
    ask("燕子山", sessions=1)
    assert not PopularSearch.objects.exists()


def test_what_finds_nothing_public_any_more_is_not_shown(index):
    page = practice(title="燕子山步道")
    index()
    ask("燕子山")
    assert popular_searches() == ("燕子山",)
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    index()
    assert popular_searches() == ()


def test_a_contacts_name_is_never_shown(index):
    practice(title="夜市占道经营疏导", summary="王示例讲夜市", contact_name="王示例")
    index()
    ask("王示例")
    assert popular_searches() == ()


@pytest.mark.parametrize(
    "text",
    [
        "13800000000",
        "电话 0633-0000000",
        "370100",
        "a@b.cn",
        "夜",
        "夜" * 31,
        '"夜市"',
        "城市:日照",
        "夜市 -渣土",
        "<b>夜市",
    ],
)
def test_what_is_no_plain_word_is_unfit(text):
    assert not is_fit(text)


@pytest.mark.parametrize("text", ["夜市", "夜市 占道经营", "2024 夜市", "zhandao", "背街小巷"])
def test_plain_words_are_fit(text):
    assert is_fit(text)


def test_nothing_in_the_table_names_a_reader():
    assert {field.name for field in PopularSearch._meta.get_fields()} == {
        "id",
        "text",
        "sessions",
        "since",
        "last_day",
        "hidden",
    }


def test_the_session_itself_is_in_no_key_of_the_cache(index, monkeypatch):
    practice(title="夜市占道经营疏导")
    index()
    keys = []
    add = cache.add
    monkeypatch.setattr(
        "search.popular.cache.add", lambda key, *rest, **named: keys.append(key) or add(key, *rest, **named)
    )
    client = Client()
    client.force_login(member_of("heze"))
    client.get("/search/", {"q": "夜市"})
    assert keys and not any(client.session.session_key in key or "夜市" in key for key in keys)


def test_an_old_word_is_not_shown_and_its_count_is_halved_when_it_comes_back(index):
    practice(title="夜市占道经营疏导")
    index()
    ask("夜市", sessions=8)
    long_ago = timezone.localdate() - PopularSearch.LASTS - timezone.timedelta(days=1)
    PopularSearch.objects.update(since=long_ago)
    ask("夜市", sessions=1)
    assert PopularSearch.objects.get().sessions == 5
    PopularSearch.objects.update(last_day=long_ago)
    assert popular_searches() == ()


def test_a_word_nobody_asks_for_any_more_is_forgotten(index):
    practice(title="夜市占道经营疏导")
    index()
    long_ago = timezone.localdate() - PopularSearch.LASTS - timezone.timedelta(days=1)
    PopularSearch.objects.create(text="旧词", last_day=long_ago)
    PopularSearch.objects.create(text="藏起的旧词", last_day=long_ago, hidden=True)
    ask("夜市", sessions=1)
    assert set(PopularSearch.objects.values_list("text", flat=True)) == {"夜市", "藏起的旧词"}


def test_popular_words_are_offered_while_typing_and_before(index):
    practice(title="夜市占道经营疏导")
    index()
    ask("夜市疏导")
    for text in ("", "夜市", "ys"):
        groups = suggestions(text=text, user=AnonymousUser())
        assert "popular" in [group.kind for group in groups], text


# --- the desk -----------------------------------------------------------------------------------------------------
@pytest.fixture
def office(client):
    client.force_login(curator())
    return client


def test_the_office_hides_a_word(index, office):
    practice(title="夜市占道经营疏导")
    index()
    ask("夜市")
    row = PopularSearch.objects.get()
    office.post(reverse("vocabulary_popular:edit", args=[row.pk]), {"hidden": "on"}, follow=True)
    assert popular_searches() == ()
    ask("夜市")
    assert popular_searches() == ()


def test_the_desk_lists_only_what_many_asked_for(office):
    PopularSearch.objects.create(text="五人搜", sessions=5)
    PopularSearch.objects.create(text="四人搜", sessions=4)
    content = office.get(reverse("vocabulary_popular:index")).content.decode()
    assert "五人搜" in content and "四人搜" not in content


@pytest.mark.parametrize("name", ["add", "delete"])
def test_nobody_adds_or_deletes_a_word(office, name):
    row = PopularSearch.objects.create(text="五人搜", sessions=5)
    arguments = [] if name == "add" else [row.pk]
    assert office.get(reverse(f"vocabulary_popular:{name}", args=arguments)).status_code in (302, 403)


def test_a_citys_editor_does_not_reach_the_list(client):
    client.force_login(member_of("heze"))
    assert client.get(reverse("vocabulary_popular:index")).status_code in (302, 403)
