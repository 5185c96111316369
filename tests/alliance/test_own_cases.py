"""本市案例: the list, its filters, and several cases moved on at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cities.services import membership_give
from practices.bulk import BY_NAME
from practices.models import Hold, PracticePage, Verification
from tests.admin.words import english
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.workflow import send_back, submit

pytestmark = pytest.mark.django_db
LIST, BULK = "/desk/cases/", "/desk/cases/bulk/"


@pytest.fixture
def editor():
    return editor_of("rizhao", name="王编辑")


@pytest.fixture
def approver():
    return approver_of("rizhao", name="李审核")


def shown(client, user, **asked) -> list[str]:
    client.force_login(user)
    return [row.page.draft_title for row in client.get(LIST, asked).context["page_of_rows"].object_list]


def ask(client, user, action, *pages, **more):
    client.force_login(user)
    return client.post(BULK, {"action": action, "id": [getattr(page, "pk", page) for page in pages], **more})


def act(client, user, action, *pages, **more):
    return ask(client, user, action, *pages, confirmed="yes", **more)


def outcome(response) -> tuple[list[str], list[tuple[str, str]]]:
    context = response.context
    return (
        [one.page.draft_title for one in context["done"]],
        [(one.page.draft_title, one.refusal) for one in context["refused"]],
    )


# --- whose cases --------------------------------------------------------------------------------------------------
def test_drafts_and_published_cases_of_the_own_city_are_listed(client, editor):
    practice("rizhao", title="发布的")
    practice("rizhao", title="草稿", published=False, owner=editor_of("rizhao"))
    practice("rizhao", title="本市的", visibility="city")
    assert sorted(shown(client, editor)) == ["发布的", "本市的", "草稿"]


def test_nothing_of_another_city_is_listed(client, editor):
    practice("heze", title="菏泽的")
    practice("heze", title="菏泽的草稿", published=False)
    assert shown(client, editor) == []


@pytest.mark.parametrize("who", [lambda: member_of("rizhao"), curator, administrator])
@pytest.mark.parametrize("address", [LIST, BULK])
def test_who_writes_for_no_city_has_no_such_list(client, who, address):
    client.force_login(who())
    assert (client.post if address == BULK else client.get)(address).status_code == 404


def test_who_writes_for_two_cities_sees_which_is_which_and_can_choose(client, editor):
    membership_give(user=editor, city=city("heze"), role="editor")
    practice("heze", title="菏泽的")
    practice("rizhao", title="日照的")
    assert sorted(shown(client, editor)) == ["日照的", "菏泽的"]
    assert shown(client, editor, city="heze") == ["菏泽的"]


# --- what a line says ---------------------------------------------------------------------------------------------
def page_of(client, user, **asked) -> str:
    client.force_login(user)
    return client.get(LIST, asked).content.decode()


def test_a_line_says_what_to_fill_in_first(client, editor):
    practice("rizhao")
    assert "先补：联系人" in page_of(client, editor)


def test_an_overdue_review_is_marked(client, editor):
    page = practice("rizhao")
    Verification.objects.create(practice=page, verifier=editor, review_by=date(2025, 3, 1))
    said = page_of(client, editor)
    assert "2025-03-01" in said
    assert "已到期" in said


def test_a_hold_is_shown_beside_the_visibility(client, editor):
    Hold.objects.create(practice=practice("rizhao"), limit="alliance", reason="r", set_by=editor)
    assert "限联盟内" in page_of(client, editor)


def test_a_line_shows_the_unpublished_title(client, editor):
    page = practice("rizhao", title="旧名称")
    page.title = "新名称"
    page.save_revision()
    assert shown(client, editor) == ["新名称"]


def test_an_empty_city_is_told_what_to_do(client, editor):
    assert "写第一个案例" in page_of(client, editor)


def test_filters_that_leave_nothing_say_so(client, editor):
    practice("rizhao")
    assert "没有符合这些条件的案例" in page_of(client, editor, q="没有这个词")


# --- filters and sorting ------------------------------------------------------------------------------------------
@pytest.fixture
def three(editor):
    overdue = practice("rizhao", title="甲早市", owner=editor)
    Verification.objects.create(practice=overdue, verifier=editor, review_by=date(2025, 1, 1))
    other = practice("rizhao", title="乙渣土", theme="construction-waste", published=False)
    back = practice("rizhao", title="丙油烟", published=False, owner=editor)
    submit(back, editor)
    send_back(back, approver_of("rizhao"), "请改")
    return overdue, other, back


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"q": "渣土"}, ["乙渣土"]),
        ({"q": "甲 早市"}, ["甲早市"]),
        ({"state": "sent_back"}, ["丙油烟"]),
        ({"state": "draft"}, ["乙渣土"]),
        ({"theme": "construction-waste"}, ["乙渣土"]),
        ({"overdue": "on"}, ["甲早市"]),
        ({"incomplete": "on"}, ["丙油烟", "乙渣土", "甲早市"]),
        ({"sort": "review"}, ["甲早市", "丙油烟", "乙渣土"]),
        ({"sort": "-updated"}, ["丙油烟", "乙渣土", "甲早市"]),
        ({"sort": "updated"}, ["甲早市", "乙渣土", "丙油烟"]),
        ({"state": "published", "overdue": "on"}, ["甲早市"]),
    ],
)
def test_the_list_is_what_was_asked_for(client, editor, three, asked, titles):
    assert shown(client, editor, **asked) == titles


def test_the_list_of_one_author(client, editor, three):
    assert shown(client, editor, author=editor.pk, sort="title") == ["丙油烟", "甲早市"]


NONSENSE = ["x", "-1", "99999999999999999999999", "\0", "＜script＞", "'", "字" * 3000]


@pytest.mark.parametrize("name", ["q", "state", "theme", "author", "city", "overdue", "incomplete", "sort", "page"])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_the_address_is_no_error(client, editor, name, value):
    practice("rizhao")
    client.force_login(editor)
    assert client.get(LIST, {name: value}).status_code == 200


def test_headings_sort_and_turn_round(client, editor):
    practice("rizhao")
    client.force_login(editor)
    headings = client.get(LIST, {"sort": "review", "q": "案例", "page": "1"}).context["headings"]
    assert headings["review"].direction == "ascending"
    assert "sort=-review" in headings["review"].address
    assert "sort=title" in headings["title"].address
    assert "page" not in headings["title"].address


def test_fifty_are_on_a_page(client, editor):
    for _number in range(51):
        practice("rizhao", published=False)
    assert len(shown(client, editor)) == 50
    assert len(shown(client, editor, page=2)) == 1


def test_all_of_a_page_are_ticked_without_a_script(client, editor):
    practice("rizhao")
    assert " checked" not in page_of(client, editor)
    assert " checked" in page_of(client, editor, chosen="all")


# --- as many queries for one as for fifty -------------------------------------------------------------------------
def queries(client, **asked) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(LIST, asked).status_code == 200
    return len(found)


def test_the_list_asks_as_much_for_one_case_as_for_fifty(client, approver, settings):
    settings.REMEMBER_SECONDS = 60

    def one_more():
        page = practice("rizhao", published=False, owner=editor_of("rizhao"))
        page.indicators.create(name="投诉", unit="件", before=2, after=1)
        Hold.objects.create(practice=page, limit="city", reason="r", set_by=approver)

    one_more()
    client.force_login(approver)
    queries(client)
    one = queries(client)
    for _number in range(49):
        one_more()
    assert queries(client) == one <= 15


# --- several at once ----------------------------------------------------------------------------------------------
def test_the_question_says_what_will_be_done_and_what_not_and_why(client, editor):
    draft, live = practice(title="草稿", published=False), practice(title="发布的")
    response = ask(client, editor, "submit", draft, live)
    assert outcome(response) == (["草稿"], [("发布的", "没有未发布的修改。")])
    assert PracticePage.objects.in_state("draft").filter(pk=draft.pk).exists()


def test_the_answer_goes_case_by_case(client, editor):
    draft, live = practice(title="草稿", published=False), practice(title="发布的")
    assert outcome(act(client, editor, "submit", draft, live)) == (["草稿"], [("发布的", "没有未发布的修改。")])
    assert PracticePage.objects.in_state("in_review").filter(pk=draft.pk).exists()


def test_sent_again_nothing_is_done_twice(client, editor):
    draft = practice(title="草稿", published=False)
    act(client, editor, "submit", draft)
    assert outcome(act(client, editor, "submit", draft)) == ([], [("草稿", "已经在等待审核。")])


def test_a_case_of_another_city_is_simply_not_there(client, editor):
    own, other = practice(title="自己的", published=False), practice("heze", title="菏泽的草稿", published=False)
    response = act(client, editor, "submit", own, other)
    assert outcome(response) == (["自己的"], [])
    assert "菏泽的草稿" not in response.content.decode()
    assert PracticePage.objects.in_state("draft").filter(pk=other.pk).exists()


def test_only_a_case_of_another_city_is_nothing_chosen(client, editor):
    response = act(client, editor, "verify", practice("heze"))
    assert (response.status_code, response.url) == (302, LIST)
    assert not Verification.objects.exists()


@pytest.mark.parametrize("action", ["approve", "send-back", "narrow", "unpublish"])
def test_an_editor_is_not_offered_what_approvers_do(client, editor, action):
    page = practice()
    response = act(client, editor, action, page, reason="r", comment="c", limit="city")
    assert response.status_code == 302
    assert PracticePage.objects.get(pk=page.pk).live
    assert not Hold.objects.exists()


def test_an_approver_of_one_city_only_writes_in_the_other(client, approver):
    membership_give(user=approver, city=city("heze"), role="editor")
    ours, theirs = practice("rizhao", title="日照的"), practice("heze", title="菏泽的")
    done, refused = outcome(act(client, approver, "unpublish", ours, theirs, reason="数据过时"))
    assert (done, refused) == (["日照的"], [("菏泽的", "只有本市审核人员可以办理。")])
    assert PracticePage.objects.get(pk=theirs.pk).live


def test_what_waits_is_published_together(client, editor, approver):
    pages = [practice(title=f"第{number}个", published=False) for number in (1, 2)]
    for page in pages:
        submit(page, editor)
    draft = practice(title="草稿", published=False)
    done, refused = outcome(act(client, approver, "approve", *pages, draft))
    assert done == ["第1个", "第2个"]
    assert refused == [("草稿", "没有在等待审核。")]
    assert PracticePage.objects.live().filter(pk__in=[page.pk for page in pages]).count() == 2


def test_one_that_fails_stops_no_other(client, editor, approver):
    good, bad = practice(title="甲", published=False), practice(title="乙", published=False)
    for page in (good, bad):
        submit(page, editor)
    revision = bad.current_workflow_task_state.revision
    revision.content["confirmed_not_secret"] = False
    revision.save()
    done, refused = outcome(act(client, approver, "approve", bad, good))
    assert done == ["甲"]
    assert refused == [("乙", "未确认不涉密的案例不能发布。")]
    assert PracticePage.objects.in_state("in_review").filter(pk=bad.pk).exists()


@pytest.mark.parametrize(("comment", "said"), [("", "退回时请写明原因"), ("字" * 501, "500")])
def test_a_reason_that_is_missing_or_too_long_is_asked_for_again(client, editor, approver, comment, said):
    page = practice(published=False)
    submit(page, editor)
    response = act(client, approver, "send-back", page, comment=comment)
    assert said in response.content.decode()
    assert PracticePage.objects.in_state("in_review").filter(pk=page.pk).exists()


def test_cases_are_sent_back_with_one_reason(client, editor, approver):
    page = practice(published=False)
    submit(page, editor)
    act(client, approver, "send-back", page, comment="请补数据")
    assert page.current_workflow_state.current_task_state.comment == "请补数据"


def test_cases_are_narrowed_by_holds(client, approver):
    wide, narrow = practice(title="宽"), practice(title="窄", visibility="city")
    done, refused = outcome(act(client, approver, "narrow", wide, narrow, limit="alliance", reason="涉及采购价"))
    assert (done, refused) == (["宽"], [("窄", "公开范围已是本市，不能再缩小。")])
    assert Hold.objects.get().limit == "alliance"


def test_a_hold_that_stands_is_told_in_the_answer(client, approver):
    page = practice(title="宽")
    Hold.objects.create(practice=page, limit="city", reason="r", set_by=approver)
    _done, refused = outcome(act(client, approver, "narrow", page, limit="city", reason="r"))
    assert "已有同样的限制" in refused[0][1]


def test_reviews_are_noted_together(client, editor):
    pages = [practice(), practice()]
    act(client, editor, "verify", *pages, note="数据已核对")
    assert list(Verification.objects.values_list("note", flat=True)) == ["数据已核对"] * 2


def test_cases_go_to_a_colleague(client, editor, approver):
    page = practice(owner=approver)
    act(client, approver, "hand-over", page, to=editor.pk)
    assert PracticePage.objects.get(pk=page.pk).owner == editor


@pytest.mark.parametrize("who", [lambda: editor_of("heze"), lambda: member_of("rizhao")])
def test_only_writers_of_the_city_are_offered(client, approver, who):
    person, page = who(), practice(owner=approver)
    response = act(client, approver, "hand-over", page, to=person.pk)
    assert person not in response.context["form"].fields["to"].queryset
    assert PracticePage.objects.get(pk=page.pk).owner == approver


@pytest.mark.parametrize("sent", [{}, {"action": "submit"}, {"action": "nonsense", "id": "1"}, {"id": "x"}])
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_nothing_chosen_leads_back_with_a_word(client, editor, sent, confirmed):
    client.force_login(editor)
    response = client.post(BULK, sent | confirmed, follow=True)
    assert "请先勾选案例" in response.content.decode()


@pytest.mark.parametrize("numbers", [["x", "", "-1"], ["9" * 30], ["\0"], [str(n) for n in range(1, 900)]])
def test_nonsense_for_numbers_is_no_error(client, editor, numbers):
    client.force_login(editor)
    assert client.post(BULK, {"action": "submit", "id": numbers}).status_code == 302


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "\0", "a=" + "字" * 900, "state=draft"])
def test_the_way_back_never_leaves_the_list(client, editor, back):
    client.force_login(editor)
    assert client.post(BULK, {"back": back}).url.startswith(f"{LIST}?")


def test_after_the_answer_the_list_is_as_it_was_filtered(client, editor):
    response = act(client, editor, "verify", practice(), back="state=published&sort=title")
    assert response.context["back"] == f"{LIST}?state=published&sort=title"


def test_what_changed_between_question_and_answer_is_refused(client, editor, approver):
    page = practice(title="草稿", published=False)
    assert outcome(ask(client, editor, "submit", page))[0] == ["草稿"]
    submit(page, approver)
    assert outcome(act(client, editor, "submit", page)) == ([], [("草稿", "已经在等待审核。")])


@pytest.mark.parametrize("action", BY_NAME)
def test_the_question_asks_as_much_for_one_case_as_for_many(client, approver, action, settings):
    settings.REMEMBER_SECONDS = 60
    pages = [practice(owner=editor_of("rizhao")) for _number in range(8)]
    ask(client, approver, action, pages[0])
    counts = []
    for chosen in (pages[:1], pages):
        with CaptureQueriesContext(connection) as found:
            ask(client, approver, action, *chosen)
        counts.append(len(found))
    assert counts[0] == counts[1]


SENT = {"comment": "请补数据", "reason": "数据过时", "limit": "city", "note": "已核对"}


@pytest.mark.parametrize("action", BY_NAME)
def test_question_mistake_and_answer_say_no_word_of_english(client, action):
    person, colleague = (approver_of("rizhao", username=name, name=name) for name in ("李审核", "王小明"))
    live, waiting = practice(title="早市", owner=person), practice(title="夜市", published=False, owner=person)
    submit(waiting, person)
    draft = practice(title="渣土", published=False, owner=person)
    pages = (live, waiting, draft)
    said = [ask(client, person, action, *pages), act(client, person, action, *pages)]
    said.append(act(client, person, action, *pages, to=colleague.pk, **SENT))
    assert all(response.status_code == 200 for response in said)
    assert [english(response.content.decode()) for response in said] == [[], [], []]


# --- a city of thousands ------------------------------------------------------------------------------------------
MANY = 5000
MOST_QUERIES = 40


@pytest.fixture
def many(editor):
    """Rows as saved, a third each live, changed and draft."""
    text = "<p>" + "占道经营" * 1000 + "</p>"
    first = practice("rizhao", owner=editor, context=text, approach=text)
    rows = Page.objects.bulk_create(_page_row(first, number) for number in range(1, MANY))
    for row in rows:
        case = PracticePage(
            page_ptr=row, city=first.city, visibility="public", summary="摘要", context=text, short_id=row.slug[5:]
        )
        # Raw: its row alone, the page's is there.
        case.save_base(raw=True, force_insert=True)
    return editor


def _page_row(first: PracticePage, number: int) -> Page:
    then = timezone.now() - timedelta(days=number % 700)
    return Page(
        title=f"案例{number}",
        draft_title=f"案例{number}",
        slug=f"many-{number}",
        url_path=f"{first.url_path}many-{number}/",
        path=f"{first.path}{number:04d}",
        depth=first.depth + 1,
        content_type_id=first.content_type_id,
        locale_id=first.locale_id,
        owner_id=first.owner_id,
        live=number % 3 != 0,
        has_unpublished_changes=number % 3 != 1,
        first_published_at=then,
        last_published_at=then,
        latest_revision_created_at=timezone.now() - timedelta(minutes=number),
    )


@pytest.mark.slow
def test_five_thousand_cases_of_one_city_are_listed_with_few_queries(client, many):
    client.force_login(many)
    assert client.get(LIST).context["page_of_rows"].paginator.count == MANY
    asked = [
        {},
        {"state": "changed"},
        {"overdue": "on"},
        {"incomplete": "on"},
        {"sort": "review"},
        {"page": "100"},
        {"state": "published", "overdue": "on", "incomplete": "on", "q": "案例", "sort": "-review"},
    ]
    assert max(queries(client, **query) for query in asked) <= MOST_QUERIES
