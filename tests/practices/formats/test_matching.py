from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.formats.headings import FACTS, SECTIONS, TABLES
from practices.formats.matching import FoundColumn, column_of, columns_of, heading_of, is_title, relation_of

HEADINGS = (*FACTS, *SECTIONS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("heading", HEADINGS, ids=lambda heading: heading.name)
def test_what_is_written_under_a_label_comes_back_from_under_it(heading: object, language: str) -> None:
    with override(language):
        label = str(heading.label)  # type: ignore[attr-defined]
    found = heading_of(label)
    assert found is not None
    assert found.heading is heading
    assert found.is_exact


@pytest.mark.parametrize("relation", TABLES)
def test_every_column_comes_back_from_under_its_label(relation: str) -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            labels = [str(column.label) for column in TABLES[relation]]
        found = columns_of(relation, labels)
        assert [found[position].name for position in sorted(found)] == [column.name for column in TABLES[relation]]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("一、背景情况", "context"),
        ("（一）主 要 做 法：", "approach"),
        ("1.主要举措", "approach"),
        ("3.1 经验启示", "lessons"),
        ("【取得成效】", "indicators"),
        ("第三部分 存在问题", "difficulties"),
        ("２、工作亮点", "novelty"),
    ],
)
def test_numbers_brackets_and_spaces_around_a_heading_do_not_matter(written: str, name: str) -> None:
    found = heading_of(written)
    assert found is not None
    assert found.heading.name == name


def test_a_heading_known_in_part_is_marked_as_such() -> None:
    found = heading_of("二、背景情况和存在问题")
    assert found is not None
    assert (found.heading.name, found.is_exact) == ("context", False)


@pytest.mark.parametrize("written", ["", "今年以来，我市开展夜市整治。", "背景" * 20, "领导简介", None])
def test_what_is_no_heading_of_ours_is_none(written: object) -> None:
    assert heading_of(written or "") is None


def test_the_unit_in_brackets_stays_with_its_column() -> None:
    assert column_of("indicators", "实施前（件/月）") == FoundColumn("before", "件/月")
    assert column_of("indicators", "整治后(单位：件)") == FoundColumn("after", "件")


def test_of_two_cells_for_one_column_the_first_counts() -> None:
    assert columns_of("indicators", ["指标名称", "指标", "实施前"]) == {
        0: FoundColumn("name"),
        2: FoundColumn("before"),
    }


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        (["序号", "指标", "单位", "整治前", "整治后"], "indicators"),
        (["步骤", "用时", "做法"], "steps"),
        (["类别", "用途", "金额", "单位", "频次"], "resources"),
        (["姓名", "职务", "电话"], None),
        ([], None),
    ],
)
def test_a_table_is_known_by_its_columns(cells: list[object], relation: str | None) -> None:
    assert relation_of(cells) == relation


def test_the_name_of_the_case_has_columns_of_its_own() -> None:
    assert is_title("案例名称")
    assert is_title("一、标题：")
    assert not is_title("指标名称")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_matching(text: str) -> None:
    heading_of(text)
    relation_of([text, text])
    for relation in TABLES:
        column_of(relation, text)
