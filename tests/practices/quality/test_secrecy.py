"""Markings of secret and internal papers, and texts that only speak of secrecy."""

from __future__ import annotations

import pytest

from practices.completeness import NOTHING
from practices.quality.findings import Level
from practices.quality.secrecy import find
from tests.practices.quality.cases import codes, content


def found(text: str) -> list:
    return list(find(content(text), NOTHING))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("秘密★1年", "secrecy.grade"),
        ("机密 ★ 长期", "secrecy.grade"),
        ("绝密☆", "secrecy.grade"),
        ("关于整治的报告（机密）", "secrecy.grade"),
        ("密级：秘密", "secrecy.grade"),
        ("密级为机密，保密期限一年", "secrecy.grade"),
        ("秘密", "secrecy.grade"),
        ("机密件", "secrecy.grade"),
        ("该方案列为秘密级，不上网", "secrecy.grade"),
        ("本文件属机密", "secrecy.grade"),
        ("本材料含国家秘密", "secrecy.grade"),
        ("以上内容属于国家秘密", "secrecy.grade"),
        ("工作秘密★3年", "secrecy.work"),
        ("（工作秘密）", "secrecy.work"),
        ("本材料含有工作秘密", "secrecy.work"),
        ("内部资料 注意保存", "secrecy.internal"),
        ("内部资料，不得外传", "secrecy.internal"),
        ("内部资料", "secrecy.internal"),
        ("（内部资料）整治情况", "secrecy.internal"),
        ("【内部使用】", "secrecy.internal"),
        ("不得外传！", "secrecy.internal"),
        ("本材料不得外传", "secrecy.internal"),
        ("以上数据未经批准不得对外公开", "secrecy.internal"),
        ("此件不公开", "secrecy.internal"),
        ("仅供领导参阅", "secrecy.internal"),
        ("阅后即焚", "secrecy.internal"),
    ],
)
def test_a_marking_stops_a_case(text, code):
    assert [(finding.code, finding.level) for finding in found(text)] == [(code, Level.STOP)]


@pytest.mark.parametrize("text", ["此件依申请公开", "各单位的名册不得外传", "参照内部资料列出清单"])
def test_what_may_be_a_marking_is_asked_about(text):
    assert {finding.level for finding in found(text)} == {Level.WARN}


@pytest.mark.parametrize(
    "text",
    [
        "做好保密工作",
        "严格遵守保密纪律，签订保密承诺书",
        "贯彻《中华人民共和国保守国家秘密法》",
        "保守国家秘密和工作秘密",
        "不得泄露商业秘密和个人隐私",
        "本材料不涉及国家秘密",
        "本材料不含工作秘密",
        "以上内容不属于国家秘密",
        "本方案经审查未涉及国家秘密，可以公开",
        "已确认不涉密",
        "居民信息不得外传",
        "执法记录仪的视频严禁外传",
        "内部资料管理制度",
        "建立内部文件流转台账",
        "内部管理、内部监督、内部挖潜",
        "公开透明，主动公开，结果公开",
        "此事没有什么秘密可言，靠的是天天去",
        "解开垃圾分类的成功秘密",
        "人口密集、密切配合、严密组织",
        "涉密计算机不上网",
        "不得公开焚烧秸秆",
        "严禁传播谣言",
        "摊位号当天公开、当天转发到群里",
        "文件不得翻来覆去地发",
    ],
)
def test_to_speak_of_secrecy_is_no_marking(text):
    assert codes(found(text)) == []


def test_one_marking_is_told_once():
    assert len(found("（内部资料，不得外传）")) == 1


def test_the_finding_says_where_and_what_to_do():
    (finding,) = found("附：秘密★1年")
    assert finding.where.label() == "主要做法"
    assert "秘密★" in finding.excerpt
    assert "删去" in finding.message
