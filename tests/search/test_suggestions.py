from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from practices.models import Hold
from search.models import QueryLog
from search.suggestions import MOST_LINES, suggestions
from tests.factories.cities import curator, member_of, user
from tests.factories.practices import practice
from vocabulary.models import SynonymGroup, Term, UserWord

pytestmark = pytest.mark.django_db
URL = "/search/suggest/"


def lines(text, reader=None):
    groups = suggestions(text=text, user=reader or AnonymousUser())
    return {group.kind: [line.label for line in group.lines] for group in groups}


def cases(text, reader=None):
    return [label.replace("<mark>", "").replace("</mark>", "") for label in lines(text, reader).get("case", [])]


@pytest.mark.parametrize(
    "text",
    [
        "占道",
        "占道经",
        "占道经营疏",
        "zhandao",
        "zhandaojing",
        "zhandaojingyingshudao",
        "zd",
        "zdjysd",
        "zh",
        "zhandaojy",
        "夜市 zd",
        "zd 夜市",
        "夜市zd",
        "占",
        "ＺＤ",
        "占道經營",
    ],
)
def test_a_case_is_offered_by(index, text):
    practice(title="东港区夜市占道经营疏导")
    practice(title="渣土运输闭环监管")
    index()
    assert "东港区夜市占道经营疏导" in cases(text)


@pytest.mark.parametrize("text", ["疏导占道", "道占", "油烟", "zdx", "占道 油烟"])
def test_a_case_is_not_offered_by(index, text):
    practice(title="东港区夜市占道经营疏导")
    index()
    assert cases(text) == []


def test_the_title_has_to_say_it_not_the_text(index):
    practice(title="渣土运输闭环监管", summary="从占道经营谈起 zd")
    index()
    assert cases("占道") == cases("zd") == []


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("日照", "city", "日照"),
        ("rizhao", "city", "日照"),
        ("rz", "city", "日照"),
        ("市容", "theme", "市容秩序与占道经营"),
        ("srzx", "theme", "市容秩序与占道经营"),
    ],
)
def test_cities_and_themes_are_offered(index, text, kind, label):
    assert label in [found.replace("<mark>", "").replace("</mark>", "") for found in lines(text)[kind]]


def test_words_of_the_vocabulary_are_offered_at_once(index):
    SynonymGroup.objects.create(words="麒麟车\n渣土车")
    UserWord.objects.create(word="麒麟角")
    assert lines("qilin")["word"] == ["麒麟车", "麒麟角"]
    SynonymGroup.objects.update(active=False)
    assert lines("qilin")["word"] == ["麒麟角"]


def test_a_retired_theme_is_not_offered(index):
    Term.objects.filter(code="street-order").update(retired=True)
    assert "theme" not in lines("市容秩序")


@pytest.mark.parametrize("limit", [None, "alliance", "city", "hidden"])
@pytest.mark.parametrize("visibility", ["public", "alliance", "city"])
def test_only_what_the_reader_may_read_is_offered(index, visibility, limit):
    page = practice("rizhao", visibility=visibility, title="燕子山步道")
    if limit:
        Hold.objects.create(practice=page, limit=limit, reason="原因", set_by=user())
    index()
    for reader in (AnonymousUser(), member_of("heze"), member_of("rizhao"), curator()):
        assert bool(cases("燕子山", reader)) == type(page).objects.visible_to(reader).filter(pk=page.pk).exists()


def test_a_case_the_index_still_holds_is_judged_by_the_database(index):
    page = practice(title="燕子山步道")
    index()
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    assert cases("燕子山") == []


def test_there_are_never_more_lines_than_fit(index):
    for number in range(9):
        practice(title=f"占道经营整治{number}")
    index()
    found = lines("占道")
    assert sum(map(len, found.values())) == MOST_LINES
    assert {"case", "theme", "word"} <= found.keys()


def test_without_an_index_the_vocabulary_is_still_offered(index):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    assert lines("日照") == {"city": ["<mark>日照</mark>"]}


# --- the answer ---------------------------------------------------------------------------------------------------
def test_what_is_typed_is_never_logged(index, client):
    client.get(URL, {"q": "占道"})
    assert not QueryLog.objects.exists()


def test_a_visitors_answer_is_kept_briefly_and_by_the_browser_alone(index, client):
    assert client.get(URL, {"q": "占道"})["Cache-Control"] == "private, max-age=30"


def test_a_signed_in_readers_answer_is_never_stored(index, client):
    client.force_login(member_of("heze"))
    assert "no-store" in client.get(URL, {"q": "占道"})["Cache-Control"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", '"', "*", ".*", "占" * 5000, "z" * 5000, "😀", "-", "城市:", "<b>", "z z z z z z z z", "'zhan"],
)
def test_any_text_answers(index, client, text):
    assert client.get(URL, {"q": text}).status_code == 200


def test_a_title_is_escaped(index, client):
    practice(title="<img src=x>夜市")
    index()
    assert b"&lt;img src=x&gt;" in client.get(URL, {"q": "夜市"}).content


def test_few_queries_however_many_cases(index, client, settings, django_assert_max_num_queries):
    settings.REMEMBER_SECONDS = 60
    for number in range(9):
        practice(title=f"占道经营整治{number}")
    index()
    client.get(URL, {"q": "占道"})
    with django_assert_max_num_queries(3):
        client.get(URL, {"q": "占道"})
