"""Texts that are not finished or hard to read."""

from __future__ import annotations

import pytest

from practices.completeness import NOTHING, completeness
from practices.quality.prose import find
from tests.practices.quality.cases import codes, content


def found(text: str = "做法", **fields: object) -> list[str]:
    return [code for code in codes(list(find(content(text, **fields), NOTHING))) if code != "prose.incomplete"]


@pytest.mark.parametrize(
    "text",
    [
        "XX市城管局牵头",
        "联合××街道开展",
        "由某某单位负责",
        "投入____万元",
        "成效：待补充",
        "待补充",
        "（待完善）",
        "具体数据待补充。",
        "（略）",
        "此处插入图片",
        "请在此输入文字",
        "责任单位：待定",
        "……………………",
    ],
)
def test_what_was_to_be_filled_in_is_told(text):
    assert found(text) == ["prose.placeholder"]


@pytest.mark.parametrize(
    "text",
    [
        "某小区、某路口",
        "制度有待完善",
        "机制尚待完善。",
        "待核实后派单",
        "待定点后开工",
        "2×3 米的摊位",
        "XXL 号工作服",
        "鲁A×××××",
        "尾号××的车辆限行",
        "说来话长……后来改了",
        "策略、省略号、概略",
        "一批待补充警力的路口",
    ],
)
def test_what_is_finished_is_left_alone(text):
    assert found(text) == []


def test_an_endless_paragraph_is_told():
    assert found("先登记，再整修。" * 80) == ["prose.long"]
    assert found("</p><p>".join(["先登记，再整修。" * 40] * 3)) == []


def test_eight_thousand_characters_without_a_pause_are_told_once():
    assert found("长" * 8000) == ["prose.no_pause"]


@pytest.mark.parametrize(
    "caption", ["", "  ", "IMG_20240305.jpg", "微信图片_20240305123456", "图片1", "DSC0001.JPG", "20240305", "截图"]
)
def test_a_picture_nobody_describes_is_told(caption):
    assert found(images=[{"image": 3, "caption": caption}]) == ["prose.image"]


@pytest.mark.parametrize("caption", ["整治后的早市入口", "图片左侧为新划的摊位", "3 号疏导点"])
def test_a_described_picture_is_left_alone(caption):
    assert found(images=[{"image": 3, "caption": caption}]) == []


def test_what_is_missing_is_told_by_the_rules_of_completeness():
    written = content("做法")
    finding = next(finding for finding in find(written, NOTHING) if finding.code == "prose.incomplete")
    missing = completeness(written, NOTHING).missing
    assert all(part.label in finding.message for part in missing)
    assert finding.where.field == missing[0].name
