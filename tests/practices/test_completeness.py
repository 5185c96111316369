"""How much of the template is filled in, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practices.completeness import FULL, RULES, SNAPSHOT, Beside, beside_of, completeness, has_text, parts_of
from practices.models import PracticePage
from practices.serializers import serialize
from tests.factories.practices import practice

TEXTS = ("context", "approach", "aims", "governance", "difficulties", "transferability", "sustainability", "lessons")
ROWS = ("themes", "lifecycle_stages", "loop_phases", "root_problems", "actors", "keywords")
CONTENT = {
    "title": "夜市划区定点疏导",
    "summary": "划三处疏导点，投诉半年降六成。",
    "stage": "running",
    "started_on": "2024-03-01",
    "ended_on": None,
    **dict.fromkeys(TEXTS, "<p>一段话</p>"),
    **{name: ["code"] for name in ROWS},
    "indicators": [{"name": "投诉", "unit": "件", "before": "120", "after": "45"}],
    "steps": [{"title": "摸底"}],
    "resources": [{"name": "设备"}],
    "conditions": [{"text": "有场地"}],
}
BESIDE = Beside("示例联系人", "000-0000", "", True, evidence_files=1, policy_citations=1)
#: Name of the part → what makes it missing in an otherwise full case.
WITHOUT = {
    **{name: {name: "<p></p>"} for name in TEXTS if name != "approach"},
    **{name: {name: []} for name in (*ROWS, "steps", "resources", "conditions", "indicators")},
    **{name: {name: ""} for name in ("title", "summary")},
    "started_on": {"started_on": None},
}
WITHOUT_BESIDE = {
    "contact_name": {"contact_name": ""},
    "confirmed_not_secret": {"confirmed_not_secret": False},
    "evidence_files": {"evidence_files": 0},
    "policy_citations": {"policy_citations": 0},
}


def missing(content: dict, beside: Beside = BESIDE) -> list[str]:
    return [part.name for part in completeness(content, beside).missing]


def test_a_case_with_everything_is_full():
    found = completeness(CONTENT, BESIDE)
    assert (found.percent, found.is_full, found.is_snapshot_complete, found.missing) == (100, True, True, [])


def test_an_empty_case_has_nothing():
    found = completeness({})
    assert (found.percent, found.is_full, found.is_snapshot_complete) == (0, False, False)
    assert len(found.missing) == len(RULES)


@pytest.mark.parametrize("name", WITHOUT)
def test_one_part_left_out_is_the_one_that_is_missing(name):
    assert missing(CONTENT | WITHOUT[name]) == [name]


@pytest.mark.parametrize("name", WITHOUT_BESIDE)
def test_what_stands_beside_the_content_is_asked_too(name):
    assert missing(CONTENT, replace(BESIDE, **WITHOUT_BESIDE[name])) == [name]


def test_every_rule_is_tried_above():
    assert {rule.name for rule in RULES} == {*WITHOUT, *WITHOUT_BESIDE, "approach"}


def test_a_contact_nobody_can_reach_is_no_contact():
    assert missing(CONTENT, replace(BESIDE, contact_phone=" ")) == ["contact_name"]
    assert missing(CONTENT, replace(BESIDE, contact_phone="", contact_email="a@example.org")) == []


def test_steps_alone_say_what_was_done():
    assert missing(CONTENT | {"approach": ""}) == []


def test_without_text_and_steps_nothing_was_done():
    assert missing(CONTENT | {"approach": "", "steps": []}) == ["approach", "steps"]


@pytest.mark.parametrize("stage", ["completed", "stopped"])
def test_what_has_ended_needs_its_end(stage):
    assert missing(CONTENT | {"stage": stage}) == ["started_on"]
    assert missing(CONTENT | {"stage": stage, "ended_on": "2025-01-01"}) == []


def test_an_indicator_needs_both_figures():
    assert missing(CONTENT | {"indicators": [{"before": "120", "after": None}]}) == ["indicators"]


def test_nought_is_a_figure():
    assert missing(CONTENT | {"indicators": [{"before": 0, "after": "3"}]}) == []


def test_what_is_planned_has_only_the_figure_before():
    assert missing(CONTENT | {"stage": "planned", "indicators": [{"before": "120", "after": None}]}) == []


def test_ranges_say_for_which_cities():
    assert missing(CONTENT | {"transferability": ""}, replace(BESIDE, transfer_ranges=1)) == []


def test_the_snapshot_is_complete_before_the_full_case():
    found = completeness(CONTENT | {"lessons": ""}, BESIDE)
    assert (found.is_snapshot_complete, found.is_full) == (True, False)


def test_parts_of_the_snapshot_are_missed_first():
    found = completeness(CONTENT | {"aims": "", "indicators": [], "lessons": ""}, BESIDE)
    assert [part.name for part in found.missing] == ["indicators", "aims", "lessons"]
    assert not found.is_snapshot_complete


def test_one_missing_part_is_never_a_hundred_percent():
    assert completeness(CONTENT | {"lessons": ""}, BESIDE).percent < 100


@pytest.mark.parametrize(
    "nothing", ["", None, "<p></p>", "<p> &nbsp;\u3000</p>", "<hr/>", "<p>无</p>", "<p>暂无。</p>"]
)
def test_markup_and_evasive_words_are_no_text(nothing):
    assert not has_text(nothing)


@pytest.mark.parametrize("text", ["<p>无证摊点多</p>", "a<b", "<ul><li>一</li></ul>"])
def test_words_are_text(text):
    assert has_text(text)


def test_every_part_says_what_to_do():
    assert all(part.label and part.hint.endswith("。") for part in parts_of({}))


def test_both_forms_have_rules():
    assert {rule.needed_for for rule in RULES} == {SNAPSHOT, FULL}


def test_every_rule_names_something_of_the_model():
    names = {field.name for field in PracticePage._meta.get_fields()}
    assert {rule.name for rule in RULES} <= names


@pytest.mark.django_db
def test_a_page_is_read_as_serialize_makes_it():
    page = practice(contact_name="示例", contact_phone="000", context="<p>背景</p>")
    filled = {part.name for part in parts_of(serialize(page), beside_of(page)) if part.filled}
    assert filled == {"title", "summary", "contact_name", "themes", "context", "confirmed_not_secret"}
