from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from practices.models import Hold, PracticePage
from search.analysis import QUERY_LENGTH
from search.models import OutboxEntry, QueryLog
from search.outbox import drain_once, reconcile
from search.questions import Question
from search.services import engine, search
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
PHONE = "0633-0000000"


def titles(text, reader=None, **options):
    found = search(Question(text, filters={"type": ("practice",)}, **options), user=reader or AnonymousUser())
    return [hit.row.title for hit in found.hits]


@pytest.mark.parametrize(
    "text",
    [
        "占道",
        "夜市",
        "占道经营",
        "流动摊贩",
        "zhandao",
        "zd",
        "占道經營",
        "ＺＤ",
        "东港区 夜市",
        '"夜市占道"',
        "城市:日照 夜市",
        "领域:市容 夜市",
        "夜市 -渣土",
    ],
)
def test_a_case_is_found_by(index, text):
    practice(title="东港区夜市占道经营疏导（示例）")
    practice("heze", title="渣土运输闭环监管", theme="construction-waste")
    index()
    assert titles(text)[0] == "东港区夜市占道经营疏导（示例）"


@pytest.mark.parametrize("text", ["夜市 -占道", '"占道夜市"', "城市:菏泽 夜市", "天鹅湖"])
def test_a_case_is_not_found_by(index, text):
    practice(title="东港区夜市占道经营疏导")
    index()
    assert titles(text) == []


@pytest.mark.parametrize("visibility", ["public", "alliance", "city"])
@pytest.mark.parametrize("limit", [None, "alliance", "city", "hidden"])
def test_search_and_database_agree_on_who_may_find_a_case(index, visibility, limit):
    page = practice("rizhao", visibility=visibility, title="燕子山步道")
    if limit:
        Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=user())
    index()
    readers = [
        AnonymousUser(),
        member_of("heze"),
        member_of("rizhao"),
        editor_of("rizhao"),
        approver_of("heze"),
        curator(),
    ]
    for reader in [*readers, administrator()]:
        found = search(Question("燕子山", filters={"type": ("practice",)}), user=reader)
        allowed = PracticePage.objects.visible_to(reader).filter(pk=page.pk).exists()
        assert found.total == len(found.hits) == allowed
        assert found.facets["city"].get("rizhao", 0) == allowed


def test_a_hit_the_index_still_holds_is_judged_by_the_database(index):
    page = practice(title="燕子山步道")
    index()
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    assert titles("燕子山") == []


def test_contact_data_is_searched_for_members_only(index):
    practice(title="有联系人的案例", contact_phone=PHONE)
    index()
    assert titles(PHONE) == []
    assert titles(PHONE, member_of("heze")) == ["有联系人的案例"]


def test_a_draft_is_not_found(index):
    practice(title="燕子山步道", published=False)
    index()
    assert titles("燕子山", administrator()) == []


def test_a_publish_is_found_after_the_drain(index):
    practice(title="燕子山步道")
    while drain_once():
        pass
    assert titles("燕子山") == ["燕子山步道"]
    assert not OutboxEntry.objects.exists()


def test_a_deleted_case_is_gone_after_the_drain(index):
    page = practice(title="燕子山步道")
    index()
    page.delete()
    drain_once()
    assert not any(reconcile().values())


def test_a_removed_index_folder_is_rebuilt_by_the_drain(index):
    practice(title="燕子山步道")
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    assert search(Question("燕子山"), user=AnonymousUser()).is_degraded
    drain_once()
    assert titles("燕子山") == ["燕子山步道"]


def test_a_damaged_index_is_rebuilt_by_the_drain(index):
    practice(title="燕子山步道")
    next(settings.SEARCH_INDEX_DIR.glob("*/meta.json")).write_text("{")
    assert search(Question("燕子山"), user=AnonymousUser()).is_degraded
    drain_once()
    assert titles("燕子山") == ["燕子山步道"]


def test_reconcile_finds_what_the_index_lacks(index):
    page = practice(title="燕子山步道")
    OutboxEntry.objects.all().delete()
    assert reconcile()["missing"] == {f"practice-{page.pk}"}
    drain_once()
    assert not any(reconcile().values())


def test_or_within_a_facet_and_between_facets(index):
    practice("rizhao", title="燕子山一", theme="parks")
    practice("heze", title="燕子山二", theme="parks")
    practice("heze", title="燕子山三", theme="signage")
    index()
    both = search(Question("燕子山", filters={"city": ("rizhao", "heze"), "theme": ("parks",)}), user=AnonymousUser())
    assert both.total == 2
    assert both.facets["theme"] == {"parks": 2, "signage": 1}


def test_few_hits_are_widened_and_said_so(index):
    practice(title="燕子山步道亮化")
    index()
    found = search(Question("燕子山 天鹅湖"), user=AnonymousUser())
    assert found.is_relaxed and found.hits[0].row.title == "燕子山步道亮化"


def test_where_a_word_finds_little_its_characters_find_more_below_it(index):
    practice(title="公园里的口袋书屋")
    practice(title="边角地建口袋公园")
    index()
    found = search(Question("口袋公园"), user=AnonymousUser())
    assert found.is_relaxed and [hit.row.title for hit in found.hits] == ["边角地建口袋公园", "公园里的口袋书屋"]


def test_two_characters_are_not_looked_for_apart(index):
    practice(title="燕山下的子弟小学")
    index()
    assert titles("燕子") == []


def test_cases_of_a_city_that_is_asked_for_stand_first(index):
    practice("heze", title="夜市考察：赴日照学夜市", summary="日照夜市，日照经验。")
    practice("rizhao", title="海边夜市开放", summary="傍晚六点到夜里十一点。")
    index()
    assert titles("日照夜市")[0] == titles("日照市 夜市")[0] == "海边夜市开放"


def test_a_single_character_between_words_ranks(index):
    practice(title="积水点改造：下雨不再看海")
    practice(title="下雨天巡查路段被淹记录")
    practice(title="下雨天错时保洁")
    index()
    assert titles("一下雨就淹")[0] == "下雨天巡查路段被淹记录"


def test_marks_are_made_on_escaped_text(index, client):
    practice(title="<img src=x onerror=alert(1)>夜市")
    index()
    content = client.get("/search/?q=夜市").content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;<mark>夜市</mark>" in content


@pytest.mark.parametrize(
    "query",
    [
        "q=", "q=%00", 'q="', "q=%22%22%22", "q=(((", "q=*", "q=😀😀", "q=，。！", "q=-", "q=a:b", "q=AND+OR",
        "page=0", "page=-1", "page=1000000000", "page=abc", "city=nowhere", "nonsense=1", "sort=nonsense", "year=%E2%91%A0",
        "q=燕子山&page=500", "city=" + "&city=".join("x" * 3000 for _ in range(3)),
    ],
)  # fmt: skip
def test_odd_questions_are_no_errors(index, client, query):
    assert client.get(f"/search/?{query}").status_code == 200


def test_of_a_hundred_thousand_characters_only_the_beginning_is_asked(index, client):
    response = client.post("/search/", {"q": "占道" * 50_000})
    assert response.status_code == 200
    assert len(response.context["question"].text) <= QUERY_LENGTH


def test_the_query_log_names_no_reader(index):
    search(Question("燕子山"), user=member_of("heze"))
    entry = QueryLog.objects.get()
    assert (entry.text, entry.total, entry.reader) == ("燕子山", 0, "member")


def test_the_engine_says_what_state_it_is_in(index):
    practice(title="燕子山步道")
    index()
    state = engine().state()
    assert (state.name, state.documents) == ("embedded", len(engine().versions()))
    assert state.index and state.bytes > 0
