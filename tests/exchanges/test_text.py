"""Text that members write: what is kept of it, how long it may be, how often it may come."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exchanges.limits import limit, must_not_flood, must_not_repeat, visible_length
from exchanges.models import Post, Thread
from exchanges.text import MOST_TAGS, MemberTextField
from tests.factories.cities import member_of
from tests.security.test_script import CORPUS, Holes
from vocabulary.richtext import sanitize_written, stored_to_text, text_to_stored

WORD = (
    "<html><head><title>无标题</title><style>p{color:red}</style></head><body><!--StartFragment-->"
    "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><xml><o:Author>某人</o:Author></xml>"
    '<p class="MsoNormal" style="mso-list:l0"><span lang="EN-US" style="font-family:宋体">夜市<b>定时</b><o:p></o:p></span></p>'
    '<table><tr><td>一</td></tr></table><img src="file:///C:/1.png"><!--EndFragment--></body></html>'
)


class OneField(forms.Form):
    body = MemberTextField(label="内容", max_length=20, min_length=4)


def cleaned(text: str, *, markup: bool = True) -> str:
    form = OneField({"body": text, "body_markup": "1" if markup else ""})
    assert form.is_valid(), form.errors
    return form.cleaned_data["body"]


def test_what_word_puts_on_the_clipboard_comes_out_clean():
    assert cleaned(WORD) == "<p>夜市<b>定时</b></p>\n一"


def test_plain_text_becomes_paragraphs_and_is_taken_by_its_words():
    assert cleaned("车辆 < 20 辆\r\n\r\n人员 & 设备", markup=False) == "<p>车辆 &lt; 20 辆</p><p>人员 &amp; 设备</p>"
    assert cleaned("<b>不是格式</b>", markup=False) == "<p>&lt;b&gt;不是格式&lt;/b&gt;</p>"


def test_links_are_marked_and_never_lead_to_a_page_by_its_number():
    sent = '<a linktype="page" id="7" href="https://a.example/" rel="opener" target="_top" onclick="x()">看这里吧</a>'
    assert cleaned(sent) == '<a href="https://a.example/" rel="nofollow noopener ugc">看这里吧</a>'


@pytest.mark.parametrize("markup", [True, False])
@pytest.mark.parametrize("text", CORPUS)
def test_no_script_is_kept(text, markup):
    form = OneField({"body": text, "body_markup": "1" if markup else ""})
    form.is_valid()
    for shown in (str(form["body"]), form.cleaned_data.get("body", "")):
        parser = Holes()
        parser.feed(shown)
        assert not parser.found


@pytest.mark.parametrize("text", ["", "<p></p>", "<p>&nbsp;</p><hr>", " \n\u3000"])
def test_what_says_nothing_is_empty(text):
    assert not OneField({"body": text, "body_markup": "1"}).is_valid()


@pytest.mark.parametrize(
    ("text", "word"), [("<p>一二三</p>", "至少"), ("字" * 21, "21 字"), ("<p>" + "<b>" * MOST_TAGS + "好</p>", "最多")]
)
def test_the_length_is_what_a_reader_sees(text, word):
    form = OneField({"body": text, "body_markup": "1"})
    assert word in str(form.errors["body"])


def test_a_refused_text_comes_back_with_its_markup():
    form = OneField({"body": "<p><b>一二三</b></p>", "body_markup": "1"})
    widget = form["body"].subwidgets[0].data
    assert widget["value"] == "一二三"
    assert widget["attrs"]["data-markup"] == "<p><b>一二三</b></p>"
    assert json.loads(widget["attrs"]["data-labels"])["bold"] == "加粗"


def test_the_same_words_sent_without_a_script_keep_their_markup():
    form = OneField({"body": "一二三四"}, initial={"body": "<p><b>一二三四</b></p>"})
    assert not form.has_changed()
    without_bold = OneField({"body": "<p>一二三四</p>", "body_markup": "1"}, initial={"body": "<p><b>一二三四</b></p>"})
    assert without_bold.has_changed()


@given(st.text(max_size=300))
def test_plain_text_comes_back_as_it_was_line_by_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert stored_to_text(text_to_stored(text)).split() == "\n".join(lines).split()


@given(
    st.lists(
        st.sampled_from(
            ["<b>", "</p>", "<ul><li>", "<a href='java\nscript:x'>", "<svg/onload=x>", "字", "<", "&lt;", '"']
        ),
        max_size=30,
    )
)
def test_cleaning_twice_is_cleaning_once(pieces):
    once = sanitize_written("".join(pieces))
    assert sanitize_written(once) == once


def test_blanks_and_markup_do_not_count():
    assert visible_length("<p>一 二</p><p>&amp;</p>") == 3


def _post(author, number, body="<p>好</p>"):
    return Post.objects.create(
        thread=Thread.objects.create(), number=number, author=author, body=body, created_at=timezone.now()
    )


@pytest.mark.django_db
def test_a_flood_is_refused_and_another_person_is_not_held_up():
    limit("test", Post, an_hour=2, a_day=3)
    writer, other = member_of("jinan"), member_of("rizhao")
    for number in (1, 2):
        must_not_flood(writer, "test")
        _post(writer, number)
    with pytest.raises(ValidationError, match="这一小时"):
        must_not_flood(writer, "test")
    must_not_flood(other, "test")
    Post.objects.update(created_at=timezone.now() - timedelta(hours=2))
    must_not_flood(writer, "test")
    _post(writer, 3)
    with pytest.raises(ValidationError, match="今天"):
        must_not_flood(writer, "test")


@pytest.mark.django_db
def test_the_same_words_twice_in_a_row_are_refused():
    writer, other = member_of("jinan"), member_of("rizhao")
    _post(writer, 1)
    with pytest.raises(ValidationError, match="已经发过"):
        must_not_repeat(writer, "<p>好</p>", rows=Post.objects.all())
    must_not_repeat(other, "<p>好</p>", rows=Post.objects.all())
    must_not_repeat(writer, "<p>很好</p>", rows=Post.objects.all())
