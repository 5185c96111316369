"""The vocabulary desk: who may use it, and what it answers to what people type."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from search.models import QueryLog
from tests.admin.words import english
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup, Term, UserWord

pytestmark = pytest.mark.django_db
TERMS, SYNONYMS, WORDS = "vocabulary_terms", "vocabulary_synonyms", "vocabulary_words"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(curator())
    return client


def term(code: str = "parks") -> Term:
    return Term.objects.get(scheme="theme", code=code)


def said(client: Client, name: str, *args: object, **query: object) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, name: str, data: dict[str, object], *args: object) -> str:
    response = client.post(reverse(name, args=args), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def add_term(client: Client, **data: object) -> str:
    return sent(client, f"{TERMS}:add", {"scheme": "theme", "name": "地下管廊", **data})


def add_group(client: Client, words: str, **data: object) -> str:
    return sent(client, f"{SYNONYMS}:add", {"words": words, "active": "on", **data})


def add_word(client: Client, word: str) -> str:
    return sent(client, f"{WORDS}:add", {"word": word, "active": "on"})


# --- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [curator, administrator])
@pytest.mark.parametrize("space", [TERMS, SYNONYMS, WORDS])
def test_the_office_and_administrators_use_the_desk(client, make, space):
    client.force_login(make())
    assert client.get(reverse(f"{space}:index")).status_code == 200


@pytest.mark.parametrize("make", [editor_of, approver_of, member_of])
@pytest.mark.parametrize("space", [TERMS, SYNONYMS, WORDS])
def test_nobody_else_does(client, make, space):
    client.force_login(make("rizhao"))
    response = client.get(reverse(f"{space}:index"))
    assert response.status_code in (302, 403, 404)


def test_the_menu_of_the_office_names_the_desk(office):
    assert reverse(f"{SYNONYMS}:index") in office.get("/cms/").content.decode()


def test_the_menu_of_an_approver_does_not(client):
    client.force_login(approver_of("rizhao"))
    assert reverse(f"{SYNONYMS}:index") not in client.get("/cms/").content.decode()


def test_an_approver_cannot_merge_by_post(client):
    client.force_login(approver_of("rizhao"))
    client.post(reverse(f"{TERMS}:merge", args=[term().pk]), {"into": term("signage").pk})
    assert term().successor is None


def test_the_framework_list_of_users_of_a_term_is_closed(office):
    assert office.get(f"/cms/vocabulary/terms/usage/{term().pk}/").status_code == 404


# --- terms --------------------------------------------------------------------------------------------------------
def test_the_list_counts_published_cases_and_leads_to_them(office):
    practice(theme="parks")
    assert 'href="/search/?theme=parks">1</a>' in said(office, f"{TERMS}:index", q="园林")


def test_the_list_finds_a_term_by_part_of_its_name(office):
    content = said(office, f"{TERMS}:index", q="绿化")
    assert "园林绿化与公园" in content
    assert "环境卫生" not in content


@pytest.mark.parametrize("ordering", ["live", "-live", "name", "-retired", "scheme", "nonsense", "\x00"])
@pytest.mark.parametrize("space", [TERMS, SYNONYMS, WORDS])
def test_a_list_answers_to_any_order(office, space, ordering):
    assert office.get(reverse(f"{space}:index"), {"ordering": ordering}).status_code in (200, 404)


def test_the_list_of_terms_may_be_sorted_by_use(office):
    practice(theme="parks")
    response = office.get(reverse(f"{TERMS}:index"), {"ordering": "-live"})
    assert response.context["object_list"][0] == term("parks")


def test_groups_may_be_sorted_by_how_often_they_were_searched(office):
    QueryLog.objects.create(text="门头", total=0, reader="visitor")
    response = office.get(reverse(f"{SYNONYMS}:index"), {"ordering": "-questions"})
    assert "门头" in response.context["object_list"][0].words


@pytest.mark.parametrize("value", ["theme", "nonsense", "\x00", "x" * 3_000])
def test_a_list_answers_to_any_filter(office, value):
    assert office.get(reverse(f"{TERMS}:index"), {"scheme": value, "retired": value}).status_code in (200, 400, 404)


@pytest.mark.parametrize("model", ["term", "synonymgroup", "userword"])
def test_nothing_is_deleted_in_bulk(office, model):
    assert office.post(f"/cms/bulk/vocabulary/{model}/delete/?id=1").status_code == 404


@pytest.mark.parametrize("space", [TERMS, SYNONYMS, WORDS])
def test_a_form_with_mistakes_is_answered_without_a_word_of_english(office, space):
    content = sent(office, f"{space}:add", {"code": "!!", "scheme": "x", "name": "字" * 51})
    assert "没有新建成功" in content
    assert english(content) == []


def test_the_list_asks_as_much_for_one_case_as_for_ten(office, django_assert_max_num_queries):
    for _number in range(10):
        practice(theme="parks")
        practice(theme="parks", published=False)
    with django_assert_max_num_queries(35):
        said(office, f"{TERMS}:index")


def test_a_new_term_goes_last_and_gets_its_code_from_its_name(office):
    add_term(office)
    added = Term.objects.get(name="地下管廊")
    assert (added.code, added.sort_order) == ("di-xia-guan-lang", 14)


def test_a_taken_code_from_a_name_gets_a_number(office):
    Term.objects.create(scheme="theme", code="di-xia-guan-lang", name="别的")
    add_term(office)
    assert Term.objects.get(name="地下管廊").code == "di-xia-guan-lang-2"


def test_a_taken_code_names_the_term_that_has_it(office):
    assert "代码“parks”已被“园林绿化与公园”用了" in add_term(office, code="parks")


def test_a_code_may_be_taken_in_another_scheme(office):
    add_term(office, code="citizen")
    assert Term.objects.filter(scheme="theme", code="citizen").exists()


@pytest.mark.parametrize("code", ["Ab", "中文", "a b", "a_b", "-a", "a--b", "a" * 51, "a\nb", "a\x00"])
def test_an_odd_code_is_refused_in_words(office, code):
    content = add_term(office, code=code)
    assert not Term.objects.filter(name="地下管廊").exists()
    assert "词条没有新建成功" in content


def test_a_second_term_of_the_same_name_is_refused_with_a_link(office):
    content = add_term(office, name="环境卫生")
    assert f'<a href="{reverse(f"{TERMS}:edit", args=[term("sanitation").pk])}">环境卫生</a>' in content


def test_code_and_scheme_never_change(office):
    sent(office, f"{TERMS}:edit", {"name": "公园", "code": "new", "scheme": "actor"}, term().pk)
    changed = Term.objects.get(name="公园")
    assert (changed.code, changed.scheme) == ("parks", "theme")


def test_an_edit_does_not_move_a_term(office):
    before = term().sort_order
    sent(office, f"{TERMS}:edit", {"name": "公园"}, term().pk)
    assert term().sort_order == before


def test_a_used_term_is_offered_for_retiring_where_deleting_is_asked(office):
    practice(theme="parks")
    content = said(office, f"{TERMS}:delete", term().pk)
    assert "1 个已发布案例、0 份草稿选了它" in content
    assert reverse(f"{TERMS}:retire", args=[term().pk]) in content
    assert "<form method" not in content


def test_deleting_a_used_term_by_post_says_why_not(office):
    practice(theme="parks")
    assert "1 个已发布案例、0 份草稿使用，不能删除" in sent(office, f"{TERMS}:delete", {}, term().pk)
    assert term()


def test_an_unused_term_is_deleted(office):
    sent(office, f"{TERMS}:delete", {}, term().pk)
    assert not Term.objects.filter(code="parks").exists()


def test_a_term_is_retired_and_restored(office):
    assert "“园林绿化与公园”已停用。" in sent(office, f"{TERMS}:retire", {}, term().pk)
    assert "已重新启用" in sent(office, f"{TERMS}:restore", {}, term().pk)


def test_retiring_twice_is_answered_in_words(office):
    sent(office, f"{TERMS}:retire", {}, term().pk)
    assert "已经停用" in sent(office, f"{TERMS}:retire", {}, term().pk)


def test_a_merge_says_how_many_cases_changed(office):
    practice(theme="parks")
    content = sent(office, f"{TERMS}:merge", {"into": term("signage").pk}, term().pk)
    assert "“园林绿化与公园”已并入“户外广告与招牌”，1 个案例随之改动" in content


@pytest.mark.parametrize("into", ["", "x", "0", "99999999", "\x00"])
def test_an_odd_merge_is_answered_on_the_form(office, into):
    content = sent(office, f"{TERMS}:merge", {"into": into}, term().pk)
    assert "请选择并入哪个词条" in content or "请从列表里选一个" in content or "不能识别的字符" in content
    assert term().successor is None


def test_a_merged_term_says_where_it_went(office):
    sent(office, f"{TERMS}:merge", {"into": term("signage").pk}, term().pk)
    assert "已并入“户外广告与招牌”" in said(office, f"{TERMS}:edit", term().pk)


def test_terms_are_reordered_by_numbers(office):
    terms = list(Term.objects.in_scheme("loop_phase"))
    numbers = {f"place-{entry.pk}": place for place, entry in zip((3, 1, 2), terms, strict=True)}
    sent(office, f"{TERMS}:order", numbers, "loop_phase")
    assert list(Term.objects.in_scheme("loop_phase")) == [terms[1], terms[2], terms[0]]


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "1000", "9" * 30, "1.5"])
def test_an_odd_place_is_answered_beside_it(office, number):
    terms = list(Term.objects.in_scheme("loop_phase"))
    numbers = {f"place-{entry.pk}": number for entry in terms}
    assert "请填 1 到 999 的整数。" in sent(office, f"{TERMS}:order", numbers, "loop_phase")


def test_an_unknown_scheme_has_no_order(office):
    assert office.get(reverse(f"{TERMS}:order", args=["nothing"])).status_code == 404


# --- synonyms -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "至少写两个不同的词"),
        (" \n \t\n", "至少写两个不同的词"),
        ("夜宵", "至少写两个不同的词"),
        ("夜宵\n夜宵", "至少写两个不同的词"),
        ("違建筑\n违建筑", "至少写两个不同的词"),
        ("ＡＢ\nab", "至少写两个不同的词"),
        ("夜宵 摊\n大排档", "“夜宵 摊”中间有空格"),
        ("夜宵\x07摊\n大排档", "“夜宵□摊”里有看不见的控制字符"),
        ("！！！\n大排档", "“！！！”里没有文字"),
        ("夜" * 31 + "\n大排档", "有 31 个字，一个词最多 30 个字"),
        ("\n".join(f"词{number}" for number in range(5_000)), "一组最多 50 个词，这里有 5000 个"),
    ],
)
def test_words_search_could_not_use_are_refused(office, words, answer):
    before = SynonymGroup.objects.count()
    assert answer in add_group(office, words)
    assert SynonymGroup.objects.count() == before


def test_words_in_one_line_and_invisible_marks_are_put_in_order(office):
    add_group(office, "夜宵、\u200b大排档；排档\ufeff")
    assert SynonymGroup.objects.last().as_list() == ["夜宵", "大排档", "排档"]


def test_a_word_of_another_group_is_refused_with_a_link_to_it(office):
    other = SynonymGroup.objects.get(words__contains="店招")
    content = add_group(office, "招牌\n灯箱")
    assert f'<a href="{reverse(f"{SYNONYMS}:edit", args=[other.pk])}">{other}</a>' in content
    assert "“招牌”已经在另一组里" in content


def test_a_word_of_a_retired_group_is_free(office):
    SynonymGroup.objects.filter(words__contains="店招").update(active=False)
    add_group(office, "店招\n灯笼")
    assert SynonymGroup.objects.latest("pk").as_list() == ["店招", "灯笼"]


def test_markup_in_a_word_is_shown_as_typed(office):
    add_group(office, "<b>夜宵</b>\n大排档")
    assert "<b>夜宵</b>" not in said(office, f"{SYNONYMS}:index")


def test_the_list_counts_the_searches_of_ninety_days_that_used_a_word(office):
    group = SynonymGroup.objects.get(words__contains="店招")
    today = timezone.localdate()
    for text, age in (("店招 整治", 0), ("门头", 89), ("门头", 91), ("渣土车", 0)):
        QueryLog.objects.create(text=text, day=today - timezone.timedelta(days=age), total=0, reader="visitor")
    from search.word_use import questions_with

    assert questions_with([group]) == {group.pk: 2}


def test_trying_a_group_saves_nothing(office, index):
    index()
    before = SynonymGroup.objects.count()
    add_group(office, "夜宵\n大排档", **{"action-try": "1"})
    assert SynonymGroup.objects.count() == before


def test_trying_shows_what_each_word_finds_now_and_with_the_group(office, index):
    practice(title="大排档疏导点")
    index()
    content = add_group(office, "夜宵摊\n大排档", **{"action-try": "1"})
    assert '<th scope="row">夜宵摊</th><td>0</td><td>1</td>' in content
    assert '<th scope="row">大排档</th><td>1</td><td>1</td>' in content


def test_trying_counts_no_case_the_office_may_not_read(office, index):
    practice(title="大排档疏导点", visibility="city")
    index()
    assert '<th scope="row">大排档</th><td>0</td><td>0</td>' in add_group(
        office, "夜宵摊\n大排档", **{"action-try": "1"}
    )


def test_trying_words_with_mistakes_shows_the_mistakes(office, index):
    index()
    assert "至少写两个不同的词" in add_group(office, "夜宵", **{"action-try": "1"})


# --- user words ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("夜", "专业词至少两个字"),
        ("门前 三包", "中间有空格"),
        ("门前\x01三包", "控制字符"),
        ("12345热线", "只能由汉字组成"),
        ("渣土车", "已"),
        ("渣土車", "“渣土車”已在专业词里"),
        ("夜" * 31, "30"),
    ],
)
def test_a_word_the_segmenter_cannot_use_is_refused(office, word, answer):
    before = UserWord.objects.count()
    assert answer in add_word(office, word)
    assert UserWord.objects.count() == before


def test_the_list_counts_the_cases_that_hold_a_word(office, index):
    practice(title="门前三包责任制", summary="落实门前三包")
    index()
    content = said(office, f"{WORDS}:index", q="门前三包")
    assert ">1</a>" in content


def test_a_word_is_counted_within_what_the_office_may_read(office, index):
    practice(title="门前三包责任制", visibility="city")
    index()
    assert ">1</a>" not in said(office, f"{WORDS}:index", q="门前三包")


def test_without_an_index_the_list_is_there_and_counts_nothing(office, settings, tmp_path):
    from search.services import engine

    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    engine.cache_clear()
    assert "—" in said(office, f"{WORDS}:index")
    engine.cache_clear()
