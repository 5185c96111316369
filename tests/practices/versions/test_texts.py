"""What is marked in a text is what was changed in it, and nothing is lost between the marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.versions.texts import GONE, MOST_PAIRS, NEW, SAME, SKIPPED, Piece, compare, fold

PROSE = st.text(alphabet="城管早市摊点。，！\n；abc 12", max_size=80)


def joined(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(before=PROSE, after=PROSE)
@settings(deadline=None)
def test_each_side_put_together_is_the_text_it_was_made_of(before, after):
    left, right = compare(before, after)
    assert joined(left, SAME, GONE) == before
    assert joined(right, SAME, NEW) == after
    assert joined(left, SAME) == joined(right, SAME)


@given(text=PROSE)
@settings(deadline=None)
def test_equal_texts_have_no_mark(text):
    left, right = compare(text, text)
    assert {piece.kind for piece in left + right} <= {SAME}


@given(before=PROSE, after=PROSE)
@settings(deadline=None)
def test_folding_loses_no_change_and_no_character(before, after):
    for side in compare(before, after):
        folded = fold(side)
        assert joined(folded, SAME, GONE, NEW, SKIPPED) == joined(side, SAME, GONE, NEW)
        assert joined(folded, GONE, NEW) == joined(side, GONE, NEW)
        assert all(piece.text for piece in folded)


def test_a_mended_figure_is_marked_alone():
    left, right = compare("每户每月收费 130 元，由街道收取。", "每户每月收费 135 元，由街道收取。")
    assert (joined(left, GONE), joined(right, NEW)) == ("130", "135")


def test_a_sentence_put_in_is_marked_whole():
    left, right = compare("先摸底。再划线。", "先摸底。同商户商量。再划线。")
    assert (joined(left, GONE), joined(right, NEW)) == ("", "同商户商量。")


def test_another_sentence_is_not_taken_for_a_mended_one():
    left, right = compare("夜市统一供电。", "聘请第三方测评满意度！")
    assert left == [Piece(GONE, "夜市统一供电。")]
    assert right == [Piece(NEW, "聘请第三方测评满意度！")]


def test_a_long_unchanged_stretch_is_left_out_but_for_the_sentences_beside_the_change():
    before = "".join(f"第{n}句。" for n in range(30))
    left, right = compare(before, before + "最后一句。")
    unchanged = [(SKIPPED, "第28句。"), (SAME, "第29句。")]
    assert [(piece.kind, piece.text[-5:]) for piece in fold(left)] == unchanged
    assert [(piece.kind, piece.text[-5:]) for piece in fold(right)] == [*unchanged, (NEW, "最后一句。")]


@pytest.mark.parametrize("unit", ["。", "城", "城管。"])
def test_texts_that_would_take_for_ever_are_shown_as_replaced(unit):
    """Nothing is compared that has more pairs than are looked at."""
    before, after = unit * 20_000, "头" + unit * 19_000 + "尾"
    left, right = compare(before, after)
    assert joined(left, SAME, GONE) == before
    assert joined(right, SAME, NEW) == after
    assert len(left) < MOST_PAIRS
