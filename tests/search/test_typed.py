from __future__ import annotations

import pytest

from search.typed import beginnings_of, pieces_of, place_in, syllables


@pytest.mark.parametrize(
    ("typed", "sounds"),
    [
        ("zhandao", ["zhan", "dao"]),
        ("zhandaojy", ["zhan", "dao", "j", "y"]),
        ("zd", ["z", "d"]),
        ("zhandaojin", ["zhan", "dao", "jin"]),
    ],
)
def test_letters_are_read_as_syllables(typed, sounds):
    assert syllables(typed) == sounds


@pytest.mark.parametrize(
    ("typed", "prefixes"),
    [
        ("占道", ("占道",)),
        ("占道经营疏导", ("占道经营", "经营疏导")),
        ("zhandao", ("zhandao",)),
        ("zhandaojingyingshudao", ("zhandaojingying", "jingyingshudao")),
        ("夜市zhandao", ("夜市", "zhandao")),
        ("夜市 zhandao", ("夜市", "zhandao")),
        ("占道經營", ("占道经营",)),
    ],
)
def test_beginnings_are_no_longer_than_what_a_document_keeps_together(typed, prefixes):
    assert beginnings_of(pieces_of(typed)).prefixes == prefixes


def test_one_syllable_is_looked_up_as_each_it_can_become():
    (words,) = beginnings_of(["zha"]).lookups
    assert words == ("zha", "'zha", "'zhai", "'zhan", "'zhang", "'zhao")


@pytest.mark.parametrize("typed", ["", "z", "，。", "😀", "\x00"])
def test_too_little_asks_no_engine(typed):
    assert not beginnings_of(pieces_of(typed))


def test_however_much_is_typed_few_beginnings_are_asked():
    typed = beginnings_of(pieces_of("占道 夜市 zd " * 5000))
    assert len(typed.prefixes) + len(typed.lookups) <= 5


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("夜市", 3),
        ("占道", 5),
        ("zhandao", 5),
        ("zhand", 5),
        ("zd", 5),
        ("zhdjy", 5),
        ("zhandaojy", 5),
        ("yeshizhandaojingying", 3),
        ("夜市 zd", 3),
        ("zd 夜市", 5),
        ("油烟", None),
        ("daozhan", None),
        ("zdd", None),
    ],
)
def test_where_what_is_typed_stands_in_a_title(typed, place):
    assert place_in("东港区夜市占道经营", pieces_of(typed)) == place


def test_a_run_of_one_letter_is_matched_in_no_time():
    assert place_in("阿" * 200, ["a" * 40]) == 0
