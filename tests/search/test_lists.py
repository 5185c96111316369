"""Result lists as tables and feeds."""

from __future__ import annotations

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from practices.formats.cells import one_line
from practices.models import Hold, OutcomeIndicator
from search import exported, exports
from search.lists import listed
from search.models import QueryLog
from search.port import IndexDamaged
from search.questions import Question
from search.services import engine
from tests.factories.cities import member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
TABLE, FEED = "/search/list.csv", "/search/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def table(client, **asked):
    content = b"".join(client.get(TABLE, asked).streaming_content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def feed(client, **asked):
    return ElementTree.fromstring(client.get(FEED, asked).content)


def titles(root):
    return [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")]


# --- tables -------------------------------------------------------------------------------------------------------
def test_a_row_has_what_an_official_puts_into_a_report(index, client):
    page = practice("rizhao", title="燕子山一", started_on=date(2024, 3, 1))
    OutcomeIndicator.objects.create(page=page, name="投诉量", unit="件", before=100, after=20, better="lower")
    index()
    head, row = table(client, q="燕子山")
    assert head == [
        "标题",
        "类型",
        "城市",
        "单位",
        "领域",
        "阶段",
        "开始年份",
        "佐证",
        "最佳成效",
        "短地址",
        "发布日期",
    ]
    assert row == [
        *("燕子山一", "成功做法", "日照", str(page.bureau), page.themes.get().name, "全面实施", "2024", "自述"),
        *("投诉量 ↓ 80%", f"http://testserver/p/{page.short_id}", timezone.localdate().isoformat()),
    ]


def test_a_table_begins_with_the_mark_by_which_excel_knows_utf_8(index, client):
    response = client.get(TABLE)
    assert next(iter(response.streaming_content)).startswith(b"\xef\xbb\xbf")
    assert "filename*=utf-8''" in response["Content-Disposition"]


def test_a_table_is_in_chinese_for_readers_of_english(index, client):
    client.cookies["django_language"] = "en"
    assert table(client)[0][0] == "标题"


def test_cities_of_the_list_are_in_the_table(index, client):
    assert ["济南", "城市"] in [row[:2] for row in table(client)[1:]]


def test_a_list_by_a_filter_that_is_gone_is_empty_and_not_everything(index, client):
    assert len(table(client, theme="no-such-theme")) == 1


def test_words_filters_and_order_are_those_of_the_page(index, client):
    for number, slug in enumerate(["rizhao", "heze", "rizhao"]):
        practice(slug, title=f"燕子山{number}")
    index()
    rows = table(client, q="燕子山", city="rizhao", sort="newest")[1:]
    assert [row[0] for row in rows] == ["燕子山2", "燕子山0"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "－2"])
def test_a_formula_is_only_text(text):
    assert one_line(text).startswith("'")


@pytest.mark.parametrize("text", ["夜市", "↓ 80%", "a=b", "", "2024"])
def test_other_text_is_left_alone(text):
    assert one_line(text) == text


def test_a_title_that_is_a_formula_reaches_no_formula(index, client):
    practice("rizhao", title='=HYPERLINK("http://x","燕子山")')
    index()
    assert table(client, q="燕子山")[1][0].startswith("'=")


def test_a_cut_list_says_so(index, client, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 25)
    monkeypatch.setattr("search.list_views.MOST_ROWS", 25)
    for number in range(30):
        practice("rizhao", title=f"燕子山{number}")
    index()
    *rows, last = table(client, q="燕子山")[1:]
    assert (len(rows), len({row[0] for row in rows})) == (25, 25)
    assert last == ["共 30 条，这里只列出前 25 条。请加上筛选条件分几次下载。"]


def test_a_list_of_several_pages_has_each_case_once(index, client):
    for number in range(45):
        practice("rizhao", title=f"燕子山{number}")
    index()
    assert len({row[0] for row in table(client, q="燕子山")[1:]}) == 45


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_what_changes_while_a_list_is_read_costs_it_no_row_and_doubles_none(index, monkeypatch, sort):
    monkeypatch.setattr("search.lists.BATCH", 10)
    pages = [practice("rizhao", title="燕子山") for _number in range(35)]
    index()
    hits = listed(Question("燕子山", sort=sort), user(), most=100).hits
    read = [next(hits).row.pk for _number in range(10)]
    seen = next(page for page in pages if page.pk in read)
    first, *_others, last, taken_down = (page for page in pages if page.pk not in read)
    for page in (seen, first, last):
        page.title = "燕子山燕子山"
        page.save_revision().publish()
    taken_down.unpublish()
    practice("rizhao", title="燕子山")
    index()
    read += [hit.row.pk for hit in hits]
    assert len(read) == len(set(read))
    assert set(read) == {page.pk for page in pages} - {taken_down.pk}


def test_a_table_asks_as_much_for_one_case_as_for_fifty(index, client, django_assert_max_num_queries):
    practice("rizhao", title="燕子山")
    index()
    table(client, q="燕子山")
    with django_assert_max_num_queries(30) as few:
        table(client, q="燕子山")
    for _number in range(49):
        practice("rizhao", title="燕子山")
    index()
    with django_assert_max_num_queries(len(few.captured_queries)):
        table(client, q="燕子山")


def test_only_members_get_members_cases(index, client):
    practice("rizhao", title="燕子山", visibility="alliance")
    index()
    assert len(table(client, q="燕子山")) == 1
    client.force_login(member_of("heze"))
    assert len(table(client, q="燕子山")) == 2


def test_what_was_taken_down_since_is_in_no_table(index, client):
    page = practice("rizhao", title="燕子山")
    index()
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    assert len(table(client, q="燕子山")) == 1


@pytest.mark.parametrize("address", [TABLE, FEED])
def test_without_an_index_one_is_asked_to_come_again(client, address, monkeypatch, index):
    def breaks(request):
        raise IndexDamaged

    monkeypatch.setattr(engine(), "search", breaks)
    response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("address", [TABLE, FEED])
@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\x00\x07\ud800夜市"},
        {"q": "￿￾"},
        {"q": "市" * 5000},
        {"city": "\x00", "year": "99999"},
        {"sort": "x", "page": "-1"},
        {"q": '" OR 1=1 -- <b>&'},
    ],
)
def test_anything_asked_is_answered(client, address, asked, index):
    from urllib.parse import urlencode

    response = client.get(f"{address}?{urlencode(asked, errors='surrogatepass')}")
    assert response.status_code == 200
    if address == FEED:
        ElementTree.fromstring(response.content)


@pytest.mark.parametrize("address", [TABLE, FEED])
def test_a_list_leaves_no_question_in_the_log(client, address, index):
    client.get(address, {"q": "夜市"})
    assert not QueryLog.objects.exists()


@pytest.mark.parametrize("address", [TABLE, FEED])
def test_what_a_member_gets_is_kept_by_nobody(client, address, index):
    client.force_login(member_of("heze"))
    response = client.get(address)
    assert "no-store" in response["Cache-Control"] and "Cookie" in response["Vary"]


@pytest.mark.parametrize("address", [TABLE, FEED])
def test_lists_are_for_no_other_search_engine(client, address, index):
    assert client.get(address)["X-Robots-Tag"] == "noindex"


# --- feeds --------------------------------------------------------------------------------------------------------
def test_an_entry_has_what_atom_asks_for(index, client):
    page = practice("rizhao", title="燕子山", summary="一句话")
    index()
    entry = feed(client, q="燕子山").find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{page.uuid}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/p/{page.short_id}"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "日照"
    assert entry.find(f"{ATOM}summary").text == "一句话"
    assert entry.find(f"{ATOM}updated").text[:10] == timezone.now().date().isoformat()
    assert entry.find(f"{ATOM}category").get("term") == page.themes.get().name


def test_every_entry_and_the_feed_itself_have_the_required_parts(index, client):
    practice("rizhao", title="燕子山")
    index()
    root = feed(client)
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated", "author"):
            assert element.find(f"{ATOM}{name}") is not None, name


def test_a_feed_says_its_own_address_and_that_of_the_list(index, client):
    links = feed(client, q="燕子山", city="rizhao").findall(f"{ATOM}link")
    addresses = {link.get("rel"): link.get("href") for link in links}
    query = "q=%E7%87%95%E5%AD%90%E5%B1%B1&city=rizhao&sort=newest"
    assert addresses["self"] == f"http://testserver/search/feed.atom?{query}"
    assert addresses["alternate"] == f"http://testserver/search/?{query}"


def test_the_newest_stand_first(index, client):
    practice("rizhao", title="燕子山旧", first_published_at="2024-01-01T00:00Z")
    practice("rizhao", title="燕子山新")
    index()
    assert titles(feed(client, q="燕子山")) == ["燕子山新", "燕子山旧"]


def test_a_feed_of_a_theme_is_that_filter_alone(index, client):
    practice("rizhao", title="燕子山一", theme="waste-sorting")
    practice("rizhao", title="燕子山二", theme="street-order")
    index()
    assert titles(feed(client, theme="waste-sorting", type="practice")) == ["燕子山一"]


def test_a_feed_holds_no_case_that_matches_in_part_only(index, client):
    practice("rizhao", title="燕子山")
    index()
    assert titles(feed(client, q="燕子山 不存在的词语")) == []


def test_a_feed_without_a_session_is_public_only(index, client):
    practice("rizhao", title="燕子山", visibility="alliance")
    index()
    assert titles(feed(client, q="燕子山")) == []


def test_control_characters_in_a_title_break_no_feed(index, client):
    page = practice("rizhao", title="燕子山")
    type(page).objects.filter(pk=page.pk).update(title="燕子山\x0b一")
    index()
    assert titles(feed(client, q="燕子山")) == ["燕子山 一"]


def test_the_results_page_leads_to_both(index, client):
    practice("rizhao", title="燕子山")
    index()
    said = client.get("/search/", {"q": "燕子山", "city": "rizhao", "sort": "newest"}).content.decode()
    query = "q=%E7%87%95%E5%AD%90%E5%B1%B1&amp;city=rizhao&amp;sort=newest"
    assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}?{query}"' in said
    assert f'<a href="{TABLE}?{query}">' in said and f'<a href="{FEED}?{query}">' in said


def test_cases_of_a_list_leave_whole_in_its_order_and_without_cities(client, index):
    practice("heze", title="夜市疏导")
    practice("rizhao", title="渣土运输")
    index()
    response = client.post("/exports/new/search/?q=夜市", {"form": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert [row["案例名称"] for row in csv.DictReader(io.StringIO(text))] == ["夜市疏导"]


def test_while_search_is_away_nothing_leaves_and_words_say_so(client, monkeypatch):
    def away(*args, **given):
        raise IndexDamaged("gone")

    monkeypatch.setattr(exported, "listed", away)
    response = client.get("/exports/new/search/?q=夜市")
    assert response.status_code == 503 and "请过一会儿再试" in response.content.decode()
