from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from practices.models import Hold
from search.corrections import Correction, correction_for
from search.models import QueryLog
from search.questions import Question
from search.services import Found, search
from tests.factories.cities import member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def corrected(text, reader=None, **options):
    reader = reader or AnonymousUser()
    found = search(Question(text, **options), user=reader)
    return correction_for(Question(text, **options), user=reader, found=found)


@pytest.fixture
def cases(index):
    practice(title="渣土车夜间运输闭环监管")
    practice(title="夜市占道经营疏导")
    practice(title="背街小巷公厕提升")
    practice(title="早市经营户自治公约")
    practice(title="商户经营秩序积分")
    practice(title="门店诚信经营评价")
    index()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("渣士车", "渣土车"),
        ("占到经营", "占道经营"),
        ("夜是", "夜市"),
        ("公测", "公厕"),
        ("渣士车运输", "渣土车运输"),
        ("占道营经", "占道经营"),
        ("青岛 渣士车", "青岛 渣土车"),
    ],
)
def test_a_slip_is_understood(cases, typed, meant):
    assert corrected(typed).text == meant


@pytest.mark.parametrize("text", ["渣土车", "夜市", "占道经营", "zhandao", "", "，。", "渣", "没有这个词", "城市:济南"])
def test_what_is_right_or_unknown_is_left_alone(cases, text):
    assert corrected(text) is None


def test_a_word_that_is_in_use_is_no_slip(cases, index):
    for number in range(3):
        practice(title=f"公测平台{number}")
    index()
    assert corrected("公测") is None


def test_a_word_of_a_closed_case_is_never_proposed(index):
    page = practice(title="燕子山步道")
    practice("heze", visibility="alliance", title="麒麟阁步道")
    index()
    assert corrected("燕子衫步道") is not None
    assert corrected("麒麟个步道") is None
    Hold.objects.create(practice=page, limit="hidden", reason="原因", set_by=user())
    index()
    assert corrected("燕子衫步道") is None


def test_a_word_only_others_find_is_not_proposed(index):
    """The word is the vocabulary's and in a case of another city."""
    practice("heze", visibility="city", title="渣土车夜间运输")
    index()
    assert corrected("渣士车") is None
    assert corrected("渣士车", member_of("heze")).word == "渣土车"


def test_where_nothing_is_found_the_results_of_the_better_reading_are_shown(cases, client):
    response = client.get("/search/", {"q": "渣士车"})
    content = response.content.decode()
    assert "没有找到“渣士车”，以下是“渣土车”的结果" in content
    assert [hit.row.title for hit in response.context["found"].hits] == ["渣土车夜间运输闭环监管"]
    assert 'value="渣士车"' in content


def test_a_near_word_is_searched_for_where_the_typed_one_stands_nowhere(cases, client):
    response = client.get("/search/", {"q": "渣上车"})
    assert [hit.row.title for hit in response.context["found"].hits] == ["渣土车夜间运输闭环监管"]
    assert "没有找到“渣上车”，以下是“渣土车”的结果" in response.content.decode()


def test_a_slip_beside_a_word_that_is_found_is_mended_too(cases, client):
    response = client.get("/search/", {"q": "背街 公测"})
    assert response.context["answer"].question.text == "背街 公厕"
    assert [hit.row.title for hit in response.context["found"].hits] == ["背街小巷公厕提升"]


def test_a_near_word_beside_a_word_that_is_found_is_only_a_link(cases, client):
    answer = client.get("/search/", {"q": "夜市 占道径营"}).context["answer"]
    assert answer.correction.text == "夜市 占道经营"
    assert answer.question.text == ("夜市 占道经营" if answer.correction.is_sure else "夜市 占道径营")


def test_what_stands_in_a_case_is_not_read_as_another_word(cases, client, index):
    practice(title="青岛 公测平台")
    index()
    assert client.get("/search/", {"q": "背街 公测"}).context["answer"].question.text == "背街 公测"


@pytest.mark.parametrize(
    ("total", "is_relaxed", "is_sure", "is_unknown", "expected"),
    [
        (0, False, True, True, True),
        (0, False, True, False, True),
        (0, False, False, True, True),
        (0, False, False, False, False),
        (3, True, True, True, True),
        (3, True, True, False, False),
        (3, True, False, True, False),
        (3, False, True, True, False),
    ],
)
def test_when_a_correction_stands_in_for_what_was_typed(total, is_relaxed, is_sure, is_unknown, expected):
    found = Found(total=total, is_relaxed=is_relaxed)
    assert Correction("渣土车", "渣士车", "渣土车", is_sure, is_unknown).replaces(found) is expected


def test_who_insists_gets_what_was_typed(cases, client):
    response = client.get("/search/", {"q": "渣士车", "as_typed": "1"})
    assert response.context["found"].total == 0 and response.context["answer"].correction is None


def test_where_something_is_found_the_better_reading_is_a_link(cases, client):
    content = client.get("/search/", {"q": "占到经营"}).content.decode()
    assert "您要找的是不是" in content and "?q=%E5%8D%A0%E9%81%93%E7%BB%8F%E8%90%A5" in content


def test_the_log_keeps_what_was_typed_and_nothing_else(cases, client):
    client.get("/search/", {"q": "渣士车"})
    assert list(QueryLog.objects.values_list("text", "total")) == [("渣士车", 0)]


def test_a_correction_is_escaped(cases, client):
    content = client.get("/search/", {"q": "<b>渣士车"}).content.decode()
    assert "<b>渣" not in content
