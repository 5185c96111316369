from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.formats.encodings import decode

TEXT = "案例名称,一句话摘要\n东港区夜市划区定点疏导占道经营,投诉半年降六成\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_of_each_encoding_is_read_without_a_word(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert decoded.text == TEXT
    assert decoded.findings == []


def test_big5_is_not_taken_for_gb18030() -> None:
    text = "案例名稱,一句話摘要\n夜市劃區定點疏導佔道經營,投訴半年降六成\n"
    decoded = decode(text.encode("big5"))
    assert decoded.text == text
    assert [finding.level for finding in decoded.findings] == ["note"]


def test_a_file_of_two_encodings_is_read_line_by_line() -> None:
    decoded = decode("甲市,夜市\n".encode() + "乙市,占道\n".encode("gb18030"))
    assert decoded.text == "甲市,夜市\n乙市,占道\n"
    assert [finding.level for finding in decoded.findings] == ["warning"]


def test_a_line_that_lost_characters_is_named() -> None:
    decoded = decode("甲市,夜市\n".encode() + b"\xff\xfe\xfd,x\n")
    assert decoded.text.startswith("甲市,夜市\n")
    assert any("2" in finding.where for finding in decoded.findings)


def test_a_wholly_broken_file_has_a_bounded_report() -> None:
    decoded = decode(b"\xff\xff\xff\n" * 5000)
    assert len(decoded.findings) < 30


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoding(content: bytes) -> None:
    assert isinstance(decode(content).text, str)
