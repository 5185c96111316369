"""What is shown of a hit."""

from __future__ import annotations

import pytest

from search.analysis import folded, runs_of
from search.highlight import LEAD, PASSAGE_LENGTH, mark, passage, window
from search.marks import DIGITS, FILE_START, NAMES_START, FileText, Parts, joined, parted

LONG = "城区现有流动摊点三百余处。经摸底，多数集中在学校和市场周边，高峰时段占道最重。" * 6
SENTENCE = "渣土车密闭改造后由平台统一派单。"


def shown(text, *words):
    return str(passage(text, "", [(word,) for word in words]).text)


def test_a_passage_begins_where_a_sentence_does():
    assert window(LONG + SENTENCE + LONG, [("密闭",)]).startswith("渣土车密闭改造")


def test_a_passage_ends_where_a_sentence_does():
    assert window(LONG + SENTENCE + LONG, [("密闭",)]).endswith("。")


def test_a_passage_that_ends_with_a_heading_leaves_it_out():
    text = "密闭" + "现" * 60 + "运输。\n一街一策\n" + "下" * 90
    assert window(text, [("密闭",)]).endswith("现运输。")


def test_half_a_sentence_is_not_ended_with_a_semicolon():
    text = "密闭" + "现" * 65 + "；" + "下" * 90
    assert window(text, [("密闭",)]).endswith("现…")


def test_a_sentence_without_an_end_is_cut_with_dots():
    text = "一" * 300 + "密闭" + "二" * 300
    found = window(text, [("密闭",)])
    assert found.startswith("…一") and found.endswith("二…")
    assert "密闭" in found and len(found) <= PASSAGE_LENGTH + 2


def test_a_long_sentence_begins_at_a_pause():
    text = "前" * 100 + "，" + "中" * (LEAD // 2) + "密闭" + "后" * 5
    assert window(text, [("密闭",)]).startswith("…中")


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert window("话" * 50 + "他说：“好。”渣土车密闭。", [("密闭",)]) == "渣土车密闭。"


def test_lines_without_punctuation_are_kept_apart():
    assert window("工作机制\n渣土车密闭\n派单", [("密闭",)]) == "渣土车密闭\u3000派单"


def test_the_place_where_most_words_stand_together_is_chosen():
    text = "渣土说明。" + LONG + "夜间渣土车密闭运输。" + LONG
    assert "夜间渣土车密闭" in window(text, [("渣土",), ("密闭",)])


def test_names_do_not_run_into_the_passage():
    text = joined(["一句话摘要。"], ["日照", "日照市城市管理局", "东港区"])
    assert shown(text, "摘要") == "一句话<mark>摘要</mark>。"


def test_a_page_found_by_a_name_shows_the_name_and_its_summary():
    text = joined(["一句话摘要。", "正文"], ["日照", "日照市城市管理局"])
    assert shown(text, "管理局") == "日照市城市<mark>管理局</mark> · 一句话摘要。"


def test_a_name_that_the_title_says_is_not_said_again():
    text = joined(["一句话摘要。", "正文"], ["夜市"])
    assert str(passage(text, "夜市管理", [("夜市",)]).text) == "一句话摘要。"


def test_without_words_the_summary_is_shown():
    assert shown(joined(["一句话摘要。", "正文"], ["日照"])) == "一句话摘要。"


# --- files --------------------------------------------------------------------------------------------------------
CASE = joined(
    ["夜市管理做法。"],
    ["日照"],
    [FileText(7, "巡查台账", "每日两次。燕子山步道逐段巡查。"), FileText(31, "别的", "夜市")],
)


def test_words_only_in_a_file_are_shown_from_there():
    found = passage(CASE, "夜市", [("燕子山",)])
    assert (str(found.text), found.file) == ("<mark>燕子山</mark>步道逐段巡查。", 7)


def test_words_that_the_page_has_are_shown_from_the_page():
    assert passage(CASE, "", [("夜市",)]).file is None


def test_a_file_that_has_more_of_the_words_than_the_page_is_named():
    assert passage(CASE, "巡查", [("巡查",), ("燕子山",)]).file == 7


def test_a_word_of_the_title_is_the_pages_own():
    assert passage(CASE, "燕子山", [("燕子山",)]).file is None


def test_a_file_found_by_its_name_shows_its_beginning():
    found = passage(CASE, "", [("台账",)])
    assert (str(found.text), found.file) == ("每日两次。燕子山步道逐段巡查。", 7)


def test_parts_come_back_as_they_were_put_together():
    files = (FileText(7, "甲", "一\n二"), FileText(1234567890, "", ""))
    assert parted(joined(["一", "", "二"], ["名"], files)) == Parts("一\n二", ("名",), files)


def test_marks_that_people_write_are_no_marks():
    spoof = f"正文\n{FILE_START}{DIGITS[9]}别人的文件\n{NAMES_START}内容"
    assert parted(joined([spoof])).files == ()
    assert parted(joined([], [], [FileText(1, spoof, spoof)])).files[0].pk == 1


def test_marks_are_no_words():
    assert runs_of(f"甲{NAMES_START}{FILE_START}{DIGITS}乙") == ["甲", "乙"]


def test_text_from_before_there_were_marks_is_all_prose():
    assert parted("摘要\n正文") == Parts("摘要\n正文")


# --- marking ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "word"), [("占道經營", "经营"), ("ＡＢ平台", "ab"), ("İZMIR台账", "台账"), ("GPS", "gps")]
)
def test_words_are_marked_however_they_are_written(text, word):
    assert "<mark>" in mark(text, [word])


def test_folding_keeps_the_length():
    text = "ＡİǅＺ經…　營ﬁ㈱"
    assert len(folded(text)) == len(text)


def test_markup_in_a_file_is_escaped():
    text = joined(["摘要"], [], [FileText(1, "<b>", "<script>alert(1)</script>燕子山")])
    assert "<script>" not in shown(text, "燕子山")
