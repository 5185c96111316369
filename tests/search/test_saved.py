"""Saved searches: whose they are, what is new for whom, and that it is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from cities.models import Membership
from notifications.models import Notification
from notifications.permissions import may_still_read
from practices.models import Hold
from practices.terms import term_merge
from search import saved as saving
from search.models import SavedSearch
from search.port import IndexDamaged
from search.questions import Question
from search.saved import forget_leavers, look_for_news, morning, saved_search_add, saved_search_delete
from search.services import engine
from tests.factories.cities import administrator, curator, member_of, user
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def question(**asked):
    query = QueryDict(mutable=True)
    query.update(asked or {"q": "燕子山"})
    return Question.from_query(query)


def save(owner=None, frequency="daily", name="燕子山", **asked):
    owner = owner or member_of("heze")
    return saved_search_add(owner=owner, question=question(**asked), name=name, frequency=frequency)


def days_later(days=1):
    """As if the last look had been `days` earlier."""
    for saved in SavedSearch.objects.all():
        saved.looked_at -= timedelta(days=days)
        saved.save()


def told():
    return [line.subject for line in Notification.objects.filter(event="saved_search").order_by("pk")]


def look(index, days=1):
    index()
    days_later(days)
    return look_for_news()


# --- what is new --------------------------------------------------------------------------------------------------
def test_a_case_published_since_is_told(index):
    saved = save()
    page = practice("rizhao", title="燕子山")
    assert look(index) == 1
    assert told() == ["“燕子山”有 1 个新案例"]
    saved.refresh_from_db()
    assert saved.fresh == [page.pk]


def test_the_line_says_why_it_is_there(index):
    save()
    practice("rizhao", title="燕子山")
    look(index)
    assert Notification.objects.get().reason == "您保存了这个搜索，选了每天提醒"


def test_what_was_there_when_the_search_was_saved_is_no_news(index):
    practice("rizhao", title="燕子山")
    index()
    save()
    assert look(index) == 0


def test_nothing_new_is_no_line(index):
    save()
    assert look(index) == 0 and told() == []


def test_a_case_is_told_once(index):
    save()
    practice("rizhao", title="燕子山")
    assert (look(index), look(index)) == (1, 0)


def test_a_change_of_a_known_case_is_no_news(index):
    page = practice("rizhao", title="燕子山")
    index()
    save()
    page.title = "燕子山二"
    page.save_revision().publish()
    assert look(index) == 0


def test_a_case_that_becomes_visible_is_news_however_old_it_is(index):
    page = practice("rizhao", title="燕子山", visibility="city", first_published_at="2020-01-01T00:00Z")
    index()
    save(member_of("heze"))
    assert look(index) == 0
    page.visibility = "alliance"
    page.save_revision().publish()
    assert look(index) == 1


def test_a_case_of_another_city_alone_is_nobodys_news(index):
    save(member_of("heze"))
    practice("rizhao", title="燕子山", visibility="city")
    assert look(index) == 0


def test_a_case_narrowed_before_the_telling_is_not_told(index, monkeypatch):
    """The index still has it."""
    save(member_of("heze"))
    page = practice("rizhao", title="燕子山")
    index()
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=user())
    days_later()
    assert look_for_news() == 0


def test_a_case_that_comes_back_is_no_news(index):
    save()
    page = practice("rizhao", title="燕子山")
    look(index)
    hold = Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    assert look(index) == 0
    hold.lifted_at = timezone.now()
    hold.save()
    assert look(index) == 0


def test_a_city_or_an_article_is_no_news(index):
    saved = save(q="济南")
    saved.known = []
    saved.save()
    assert look(index) == 0


def test_filters_narrow_what_is_news(index):
    save(q="", city="heze", name="菏泽")
    practice("rizhao", title="燕子山")
    assert look(index) == 0
    practice("heze", title="别的")
    assert look(index) == 1


def test_a_case_with_one_of_two_words_is_no_news(index):
    save(q="燕子山 不存在的词语")
    practice("rizhao", title="燕子山")
    assert look(index) == 0


def test_of_a_list_too_long_to_remember_only_new_publications_are_news(index, monkeypatch):
    monkeypatch.setattr(saving, "MOST_KNOWN", 2)
    for _number in range(4):
        practice("rizhao", title="燕子山", first_published_at="2020-01-01T00:00Z")
    index()
    saved = save()
    assert len(saved.known) == 2
    newest = type(practice("rizhao")).objects.get(pk=saved.known[-1])
    newest.unpublish()
    assert look(index) == 0
    practice("rizhao", title="燕子山")
    assert look(index) == 1


# --- when ---------------------------------------------------------------------------------------------------------
def test_a_daily_search_is_looked_at_once_a_day(index):
    save()
    practice("rizhao", title="燕子山")
    index()
    assert look_for_news() == 0
    days_later()
    assert look_for_news() == 1


def test_a_weekly_search_waits_for_a_week(index):
    save(frequency="weekly")
    practice("rizhao", title="燕子山")
    assert [look(index, days=5), look(index, days=3)] == [0, 1]


@pytest.mark.parametrize("change", [{"frequency": "never"}, {"paused": True}])
def test_nobody_is_told_who_does_not_want_to_be(index, change):
    saved = save()
    SavedSearch.objects.filter(pk=saved.pk).update(**change)
    practice("rizhao", title="燕子山")
    assert look(index) == 0


def test_what_came_while_a_search_was_paused_is_told_after(index):
    saved = save()
    saved.paused = True
    saved.save()
    practice("rizhao", title="燕子山")
    look(index)
    SavedSearch.objects.update(paused=False)
    assert look(index) == 1


def test_the_morning_is_the_last_time_it_was_eight():
    eight = timezone.localtime().replace(year=2026, month=3, day=5, hour=8, minute=0, second=0, microsecond=0)
    assert morning(eight) == eight
    assert morning(eight - timedelta(minutes=1)) == eight - timedelta(days=1)


# --- faults -------------------------------------------------------------------------------------------------------
def test_a_crash_after_telling_repeats_nothing(index, monkeypatch):
    """Told, remembered, or neither."""
    save()
    practice("rizhao", title="燕子山")
    index()
    days_later()
    real = saving.notify

    def told_and_gone(**fields):
        real(**fields)
        raise SystemExit

    monkeypatch.setattr(saving, "notify", told_and_gone)
    with pytest.raises(SystemExit), transaction.atomic():
        look_for_news()
    assert told() == []
    monkeypatch.undo()
    assert (look_for_news(), look_for_news(), len(told())) == (1, 0, 1)


def test_two_schedulers_tell_once(index, monkeypatch):
    saved = save()
    practice("rizhao", title="燕子山")
    index()
    days_later()
    saved.refresh_from_db()
    due = morning(timezone.now())
    assert (saving.look(saved, due), saving.look(saved, due)) == (True, False)


def test_an_engine_that_is_away_costs_no_news(index, monkeypatch):
    save()
    practice("rizhao", title="燕子山")
    index()
    days_later()

    def away(request):
        raise IndexDamaged

    monkeypatch.setattr(engine(), "search", away)
    assert look_for_news() == 0
    monkeypatch.undo()
    assert look_for_news() == 1


def test_a_search_saved_while_the_engine_was_away_tells_nothing_old(index, monkeypatch):
    practice("rizhao", title="燕子山")

    def away(request):
        raise IndexDamaged

    monkeypatch.setattr(engine(), "search", away)
    save()
    monkeypatch.undo()
    assert look(index) == 0
    practice("rizhao", title="燕子山")
    assert look(index) == 1


# --- terms --------------------------------------------------------------------------------------------------------
def theme(code):
    return Term.objects.get(scheme="theme", code=code)


def test_a_search_follows_a_term_that_was_merged(index):
    save(q="", theme="street-order", name="市容")
    term_merge(term=theme("street-order"), into=theme("waste-sorting"), by=curator())
    practice("rizhao", theme="waste-sorting")
    assert look(index) == 1


def test_a_search_whose_filter_is_gone_does_not_become_everything(index):
    saved = save(q="", theme="street-order", name="市容")
    SavedSearch.objects.filter(pk=saved.pk).update(query="theme=no-such-theme")
    practice("rizhao")
    assert look(index) == 0


# --- whose --------------------------------------------------------------------------------------------------------
def test_who_leaves_loses_what_was_saved(index):
    owner = member_of("heze")
    save(owner)
    stays = save(member_of("jinan"))
    practice("rizhao", title="燕子山")
    look(index)
    line = Notification.objects.get(recipient=owner)
    Membership.objects.filter(user=owner).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert forget_leavers() == 1
    assert list(SavedSearch.objects.all()) == [stays]
    line.refresh_from_db()
    assert line.read_at and not may_still_read(line)


def test_who_has_left_is_told_nothing(index):
    owner = member_of("heze")
    save(owner)
    practice("rizhao", title="燕子山")
    Membership.objects.filter(user=owner).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert look(index) == 0


@pytest.mark.parametrize("make", [curator, administrator])
def test_the_office_and_administrators_may_save(index, make):
    assert save(make()).pk


def test_twenty_are_enough():
    owner = member_of("heze")
    for number in range(20):
        SavedSearch.objects.create(owner=owner, name=str(number), query=f"q={number}")
    with pytest.raises(ValidationError, match="最多保存 20 个"):
        save(owner)


def test_the_same_search_is_saved_once(index):
    owner = member_of("heze")
    save(owner, name="第一个")
    with pytest.raises(ValidationError, match="第一个"):
        save(owner)


def test_everything_is_no_search(index):
    with pytest.raises(ValidationError, match="先写要找的词"):
        save(q="")


def test_deleting_a_search_settles_what_it_told(index):
    saved = save()
    practice("rizhao", title="燕子山")
    look(index)
    saved.refresh_from_db()
    saved_search_delete(saved=saved)
    assert not Notification.objects.unread().exists()


# --- screens ------------------------------------------------------------------------------------------------------
@pytest.fixture
def owner(client):
    person = member_of("heze")
    client.force_login(person)
    return person


def test_the_results_page_offers_to_tell(index, client, owner):
    assert "有新案例时告诉我" in client.get("/search/?q=没有这个").content.decode()
    assert "有新案例时告诉我" not in client.get("/search/").content.decode()


def test_visitors_and_accounts_without_a_role_are_not_offered_it(index, client):
    assert "有新案例时告诉我" not in client.get("/search/?q=夜市").content.decode()
    client.force_login(user())
    assert "有新案例时告诉我" not in client.get("/search/?q=夜市").content.decode()


def test_a_search_is_saved_with_its_filters(index, client, owner):
    response = client.post("/search/saved/new/?q=夜市&city=rizhao", {"name": "日照夜市", "frequency": "weekly"})
    assert response["Location"] == "/search/saved/"
    saved = SavedSearch.objects.get(owner=owner)
    assert (saved.name, saved.frequency) == ("日照夜市", "weekly")
    assert saved.question().filters == {"city": ("rizhao",)}


def test_the_form_names_what_is_saved(index, client, owner):
    said = client.get("/search/saved/new/?q=夜市&city=rizhao").content.decode()
    assert "夜市 · 日照" in said and 'value="夜市 · 日照"' in said


@pytest.mark.parametrize(
    "given",
    [{}, {"name": "", "frequency": "daily"}, {"name": "x" * 61, "frequency": "daily"},
     {"name": "a\x07b", "frequency": "daily"}, {"name": "名", "frequency": "hourly"}],
)  # fmt: skip
def test_what_cannot_be_saved_is_said(index, client, owner, given):
    response = client.post("/search/saved/new/?q=夜市", given)
    assert response.status_code == 400 and "errorlist" in response.content.decode()
    assert not SavedSearch.objects.exists()


def test_the_list_shows_name_words_and_last_news(index, client, owner):
    save(owner, name="我的关注", q="燕子山", city="rizhao")
    practice("rizhao", title="燕子山")
    look(index)
    said = client.get("/search/saved/").content.decode()
    assert "我的关注" in said and "燕子山 · 日照" in said and "提醒过 1 个新案例" in said


def test_an_empty_list_says_how_to_begin(client, owner):
    assert "还没有保存的搜索" in client.get("/search/saved/").content.decode()


def test_its_page_shows_the_new_cases_that_may_still_be_read(index, client, owner):
    saved = save(owner)
    page, closed = practice("rizhao", title="燕子山一"), practice("rizhao", title="燕子山二")
    look(index)
    Hold.objects.create(practice=closed, limit="city", reason="原因", set_by=user())
    said = client.get(f"/search/saved/{saved.pk}/").content.decode()
    assert page.title in said and closed.title not in said


def test_the_line_leads_to_it(index, client, owner):
    saved = save(owner)
    practice("rizhao", title="燕子山")
    look(index)
    line = Notification.objects.get()
    assert client.get(f"/notifications/{line.pk}/")["Location"] == f"/search/saved/{saved.pk}/"


def test_name_and_frequency_are_changed(index, client, owner):
    saved = save(owner)
    client.post(f"/search/saved/{saved.pk}/", {"name": "新名称", "frequency": "never"})
    saved.refresh_from_db()
    assert (saved.name, saved.frequency, saved.query) == ("新名称", "never", question().query)


def test_a_search_is_paused_and_resumed(index, client, owner):
    saved = save(owner)
    for value, paused in (("1", True), ("1", True), ("0", False)):
        client.post(f"/search/saved/{saved.pk}/pause/", {"paused": value})
        saved.refresh_from_db()
        assert saved.paused is paused


def test_a_search_is_deleted(index, client, owner):
    saved = save(owner)
    client.post(f"/search/saved/{saved.pk}/delete/")
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("part", ["", "pause/", "delete/"])
def test_another_persons_search_is_a_404(index, client, owner, part):
    saved = save(member_of("jinan"))
    assert client.post(f"/search/saved/{saved.pk}/{part}", {"name": "x", "frequency": "never"}).status_code == 404
    saved.refresh_from_db()
    assert saved.name == "燕子山"


def test_a_list_asks_as_much_for_one_search_as_for_twenty(client, owner, django_assert_max_num_queries):
    SavedSearch.objects.create(owner=owner, name="0", query="q=0")
    client.get("/search/saved/")
    with django_assert_max_num_queries(40) as few:
        client.get("/search/saved/")
    for number in range(1, 20):
        SavedSearch.objects.create(owner=owner, name=str(number), query=f"q={number}&theme=street-order")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/search/saved/")
