"""The search desk: who sees what, what it says of each state, and what its buttons do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from notifications.models import Notification
from search import desk, upkeep
from search.health import health, note
from search.models import DrainState, OutboxEntry, QueryLog
from search.outbox import drain_once
from search.port import IndexDamaged, SearchUnavailable
from search.services import engine
from search.signals import EVERYTHING
from tests.factories.cities import administrator, approver_of, curator, editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
STATE, QUESTIONS = "search_desk:index", "search_questions:index"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(curator())
    return client


@pytest.fixture
def machine_room(client: Client) -> Client:
    client.force_login(administrator())
    return client


def said(client: Client, name: str = STATE, **query: object) -> str:
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, name: str, **data: object) -> str:
    response = client.post(reverse(name), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def failing(of: Any, error: str = "ValueError: bad", attempts: int = 6, **fields: object) -> OutboxEntry:
    """`of`: a case, or the id of a document."""
    later = timezone.now() + timedelta(hours=1)
    fields = {"not_before": later, "last_error": error, **fields}
    identifier = of if isinstance(of, str) else f"practice-{of.pk}"
    return OutboxEntry.objects.create(identifier=identifier, attempts=attempts, **fields)


def asked(text: str, *, total: int = 0, days_ago: int = 0, **fields: object) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    QueryLog.objects.create(text=text, total=total, is_empty=not total, day=day, reader="visitor", **fields)


# --- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [STATE, QUESTIONS, "search_pins:index"])
@pytest.mark.parametrize(("make", "status"), [(curator, 200), (administrator, 200)])
def test_the_office_and_administrators_open_the_desk(client, index, name, make, status):
    client.force_login(make())
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", [STATE, QUESTIONS, "search_pins:index", "search_desk:rebuild"])
@pytest.mark.parametrize("make", [lambda: editor_of("rizhao"), lambda: approver_of("rizhao")])
def test_a_city_has_no_search_desk(client, name, make):
    client.force_login(make())
    assert client.get(reverse(name)).status_code in (302, 403)
    assert reverse(STATE) not in client.get("/cms/").content.decode()


@pytest.mark.parametrize(
    ("make", "leads"), [(curator, True), (administrator, True), (lambda: approver_of("rizhao"), False)]
)
def test_ones_own_desk_leads_here_those_it_is_for(client, make, leads):
    client.force_login(make())
    assert (f'href="{reverse(STATE)}"' in client.get("/desk/").content.decode()) is leads


def test_technical_detail_and_the_rebuild_are_for_administrators(client, index):
    failing(practice(), "ValueError: no such thing")
    for person, sees in ((curator(), False), (administrator(), True)):
        client.force_login(person)
        content = said(client)
        assert ("no such thing" in content) is sees
        assert ("generation-" in content) is sees
        assert (reverse("search_desk:rebuild") in content) is sees


def test_the_office_cannot_rebuild(office):
    OutboxEntry.objects.all().delete()
    assert office.post(reverse("search_desk:rebuild")).status_code in (302, 403)
    assert not OutboxEntry.objects.filter(identifier=EVERYTHING).exists()


# --- the index ----------------------------------------------------------------------------------------------------
def test_the_desk_says_how_many_documents_there_are(office, index):
    OutboxEntry.objects.all().delete()
    content = said(office)
    assert "内置搜索引擎" in content
    assert f"{engine().state().documents} 篇" in content
    assert "搜索正常。" in content


@pytest.mark.parametrize(("kind", "words"), [(SearchUnavailable, "搜索引擎连不上"), (IndexDamaged, "索引缺失或损坏")])
def test_an_engine_that_does_not_answer_is_said_in_words(office, monkeypatch, kind, words):
    def fails(self):
        raise kind("Connection refused")

    monkeypatch.setattr(type(engine()), "state", fails)
    content = said(office)
    assert words in content
    assert "Connection refused" not in content


def test_an_unreachable_engine_cannot_be_compared(office, monkeypatch):
    def fails(self):
        raise SearchUnavailable("Connection refused")

    monkeypatch.setattr(type(engine()), "versions", fails)
    OutboxEntry.objects.all().delete()
    assert "搜索引擎连不上，现在核对不了。" in sent(office, "search_desk:check")


def test_a_rebuild_shows_how_far_it_is(office, index):
    note(rebuild_begun_at=timezone.now(), rebuild_done=1000, rebuild_total=4000)
    DrainState.objects.update(holder="elsewhere:1", held_until=timezone.now() + timedelta(minutes=1))
    assert 'value="25"' in said(office)


def test_a_rebuild_that_died_is_not_shown_as_going_on(office, index):
    note(rebuild_begun_at=timezone.now(), rebuild_done=1000, rebuild_total=4000)
    DrainState.objects.update(holder="elsewhere:1", held_until=timezone.now() - timedelta(minutes=1))
    assert "正在重建索引" not in said(office)


def test_a_rebuild_that_failed_is_over(index, monkeypatch):
    seen = []

    def fails(self, documents, version):
        seen.append(health().rebuild_begun_at)
        raise OSError("disk full")

    monkeypatch.setattr(type(engine()), "rebuild", fails)
    with pytest.raises(OSError, match="disk full"):
        index()
    assert seen != [None]
    assert health().rebuild_begun_at is None


def test_a_rebuild_killed_with_its_process_is_over_with_the_next_change(index):
    note(rebuild_begun_at=timezone.now())
    OutboxEntry.objects.all().delete()
    practice()
    assert drain_once()
    assert health().rebuild_begun_at is None


def test_a_rebuild_notes_its_end(index):
    assert health().rebuild_begun_at is None
    assert health().written_at is not None


def test_an_administrator_rebuilds_by_the_drain(machine_room, index):
    OutboxEntry.objects.all().delete()
    assert "重建已排队" in sent(machine_room, "search_desk:rebuild")
    before = engine().state().index
    assert drain_once()
    assert engine().state().index != before
    assert ModelLogEntry.objects.filter(action="search.rebuild").exists()


# --- drift --------------------------------------------------------------------------------------------------------
def test_comparing_finds_what_the_index_lacks_and_repairs_nothing(office, index):
    practice()
    OutboxEntry.objects.all().delete()
    assert "有 1 处不一致" in sent(office, "search_desk:check")
    assert not OutboxEntry.objects.exists()


def test_comparing_can_repair(office, index):
    page = practice()
    OutboxEntry.objects.all().delete()
    assert "1 处不一致已排队修复" in sent(office, "search_desk:check", repair="1")
    assert set(OutboxEntry.objects.values_list("identifier", flat=True)) == {f"practice-{page.pk}"}


def test_what_waits_to_be_indexed_is_no_drift(office, index):
    OutboxEntry.objects.all().delete()
    practice()
    assert "索引和内容一致" in sent(office, "search_desk:check")


def test_the_scheduler_notes_what_it_found(office, index):
    practice()
    OutboxEntry.objects.all().delete()
    upkeep.regular_check()
    assert (health().missing, health().checked_by_the_clock) == (1, True)
    assert "自动核对" in said(office)


# --- what waits and what failed -----------------------------------------------------------------------------------
def test_a_change_that_waits_long_points_to_the_worker(office, index):
    OutboxEntry.objects.create(identifier=f"practice-{practice().pk}", created_at=timezone.now() - timedelta(minutes=6))
    assert "后台进程可能没有在运行" in said(office)


def test_a_failing_page_is_named_with_its_reason_in_words(office, index):
    failing(practice(title="燕子山步道"), "SearchUnavailable: Connection refused")
    content = said(office)
    assert "燕子山步道" in content
    assert "搜索引擎连不上" in content
    assert "6 次" in content


@pytest.mark.parametrize("fields", [{"visibility": "city"}, {"published": False}])
def test_a_failing_page_the_office_may_not_read_is_not_named(office, index, fields):
    failing(practice(title="燕子山步道", **fields))
    content = said(office)
    assert "燕子山步道" not in content
    assert "（您看不到的页面）" in content


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ConnectionTimeout: 1 s", "搜索引擎连不上"),
        ("IndexDamaged: no meta", "索引损坏，等重建"),
        ("Refused by the index; its log says why.", "搜索引擎不收这一页"),
        ("TimeoutError: x", "另一个后台进程正在写索引"),
        ("OperationalError: locked", "数据库忙"),
        ("OSError: [Errno 28]", "磁盘写不进去"),
        ("KeyError: 'x'", "这一页的内容整理不出来"),
        ("", "这一页的内容整理不出来"),
    ],
)
def test_an_error_is_said_in_words(error, words):
    assert words in desk.in_words(error)


@pytest.mark.parametrize(("identifier", "words"), [(EVERYTHING, "全部页面"), ("practice-987654", "（已删除的页面）")])
def test_rows_of_no_page_are_said_in_words(office, index, identifier, words):
    failing(identifier)
    assert words in said(office)


def test_one_row_is_tried_again(office, index):
    first, second = failing("practice-1"), failing("practice-2")
    assert "1 项马上重试" in sent(office, "search_desk:retry", one=first.pk, entry=[second.pk])
    assert list(OutboxEntry.objects.filter(not_before__lte=timezone.now(), attempts__gt=0)) == [first]


def test_the_rows_ticked_are_tried_again(office, index):
    rows = [failing(f"practice-{number}") for number in (1, 2, 3)]
    sent(office, "search_desk:retry", entry=[rows[0].pk, rows[2].pk], chosen="1")
    due = OutboxEntry.objects.filter(not_before__lte=timezone.now(), attempts__gt=0)
    assert set(due) == {rows[0], rows[2]}


def test_all_rows_are_tried_again(office, index):
    failing("practice-1"), failing("practice-2")
    assert "2 项马上重试" in sent(office, "search_desk:retry", all="1")
    assert ModelLogEntry.objects.get(action="search.retry").data == {"number": 2}


@pytest.mark.parametrize("entry", ["", "x", "-1", "9" * 40, "²", "\x00"])
def test_a_row_that_is_no_number_is_answered_in_words(office, index, entry):
    assert "没有选中要重试的" in sent(office, "search_desk:retry", entry=[entry])


def test_a_row_done_meanwhile_is_answered_in_words(office, index):
    assert "已经处理好了" in sent(office, "search_desk:retry", one="99999")


def test_an_edit_and_its_row_go_through_after_a_retry(office, index):
    page = practice(title="燕子山步道")
    OutboxEntry.objects.update(attempts=6, not_before=timezone.now() + timedelta(hours=1))
    assert not drain_once()
    sent(office, "search_desk:retry", all="1")
    assert drain_once()
    assert f"practice-{page.pk}" in engine().versions()


# --- telling ------------------------------------------------------------------------------------------------------
@pytest.fixture
def nothing_waits(index):
    """The site the tests start with was set up some time ago, and its rows wait since then."""
    OutboxEntry.objects.all().delete()


def told() -> list[str]:
    return list(Notification.objects.filter(event="search_failing").values_list("recipient__name", flat=True))


def test_administrators_are_told_of_failing_rows_once(nothing_waits):
    person = administrator(name="管理员")
    curator(name="省办")
    failing("practice-1")
    assert (upkeep.tell_of_failures(), upkeep.tell_of_failures()) == (1, 0)
    assert told() == [person.name]


def test_new_failures_are_told_a_day_later(nothing_waits):
    administrator()
    failing("practice-1", told_at=timezone.now() - timedelta(hours=25))
    failing("practice-2")
    assert upkeep.tell_of_failures() == 1


def test_new_failures_beside_old_ones_make_no_second_line_the_same_day(nothing_waits):
    administrator()
    failing("practice-1")
    upkeep.tell_of_failures()
    failing("practice-2")
    assert upkeep.tell_of_failures() == 0


def test_a_hiccup_is_not_told(nothing_waits):
    administrator()
    failing("practice-1", attempts=2)
    assert upkeep.tell_of_failures() == 0


def test_rows_nobody_drains_are_told_too(nothing_waits):
    administrator()
    OutboxEntry.objects.create(identifier="practice-1", created_at=timezone.now() - timedelta(hours=1))
    assert upkeep.tell_of_failures() == 1


def test_the_line_leads_to_the_desk(client, nothing_waits):
    person = administrator()
    failing("practice-1")
    upkeep.tell_of_failures()
    client.force_login(person)
    line = Notification.objects.get(event="search_failing")
    assert client.get(reverse("notification", args=[line.pk]))["Location"] == reverse(STATE)


def test_the_scheduler_runs_both():
    from alliance.scheduler import jobs

    assert {upkeep.regular_check, upkeep.tell_of_failures} <= {job.run for job in jobs()}


# --- what readers asked -------------------------------------------------------------------------------------------
def test_questions_without_results_are_grouped_the_most_frequent_first(office):
    asked("天鹅湖")
    asked("共享雨伞"), asked("共享雨伞", facets=["city"])
    asked("夜市", total=3)
    assert [(row["text"], row["number"], row["filtered"]) for row in desk.questions(30).empty] == [
        ("共享雨伞", 2, 1),
        ("天鹅湖", 1, 0),
    ]
    content = said(office, QUESTIONS)
    assert "其中 1 次选了筛选" in content
    assert "夜市" not in content


def test_slow_questions_are_grouped_the_slowest_first():
    asked("夜市", total=1, took=900), asked("夜市", total=1, took=700)
    asked("渣土", total=1, took=2000), asked("油烟", total=1, took=10)
    rows = [(row["text"], row["number"], row["slowest"], row["mean"]) for row in desk.questions(30).slow]
    assert rows == [("渣土", 1, 2000, 2000), ("夜市", 2, 900, 800)]


@pytest.mark.parametrize(("days", "number"), [("7", 1), ("30", 2), ("90", 3), ("x", 2), ("", 2), ("365", 2)])
def test_the_period_is_chosen(office, days, number):
    for ago in (0, 20, 80, 100):
        asked("天鹅湖", days_ago=ago)
    assert office.get(reverse(QUESTIONS), {"days": days}).context["asked"].whole.searches == number


def test_a_question_leads_to_the_search_a_synonym_and_a_pin(office):
    asked("共享&雨伞")
    content = said(office, QUESTIONS)
    for start in (f"{reverse('search')}?q=", f"{reverse('vocabulary_synonyms:add')}?words="):
        assert f'href="{start}%E5%85%B1%E4%BA%AB%26' in content
    assert "共享&amp;雨伞" in said(office, "search_pins:add", queries="共享&雨伞")
    assert "共享雨伞" in said(office, "vocabulary_synonyms:add", words="共享雨伞")


def test_markup_in_a_question_is_escaped(office):
    asked("<script>alert(1)</script>")
    assert "<script>alert" not in said(office, QUESTIONS)


def test_the_shares_of_each_day_stand_in_the_chart():
    asked("天鹅湖"), asked("夜市", total=1, relaxed=True), asked("夜市", total=1), asked("夜市", total=1)
    found = desk.questions(7)
    assert (len(found.shares), found.whole.empty_percent, found.whole.relaxed_percent) == (7, 25, 25)
    last = desk.chart(found.shares).bars[-1]
    assert (last.empty_height, last.relaxed_height, last.relaxed_y) == (30.0, 30.0, 0.0)


def test_ninety_days_are_shown_by_the_week():
    assert len(desk.questions(90).shares) == 13


def test_the_page_of_questions_asks_the_same_for_one_and_for_fifty(office, django_assert_max_num_queries):
    for number in range(50):
        asked(f"天鹅湖{number}", took=900)
    with django_assert_max_num_queries(20):
        said(office, QUESTIONS)
