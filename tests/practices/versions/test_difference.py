"""Two versions side by side: every field is named in the reader's words, and only what differs is listed."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.serializers import LONG_TEXTS, PARTS, SCHEMA_VERSION, TERM_FIELDS, serialize
from practices.versions.difference import ADDED, CHANGED, REMOVED, changed_labels, difference
from practices.versions.shapes import in_todays_shape
from practices.versions.texts import GONE, NEW
from tests.factories.practices import full_case
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
#: Field → another value than a full case of the factory has.
OTHER = {
    "title": "另一个名称",
    "summary": "另一句摘要",
    "kind": "lesson",
    "stage": "stopped",
    "visibility": "city",
    "bureau": "另一个单位",
    "district_name": "另一个区",
    "started_on": "2020-02-02",
    "ended_on": "2025-05-05",
    "keywords": ["早市"],
    **dict.fromkeys(LONG_TEXTS, "<p>另一段话。</p>"),
    **{name: [] for name in (*TERM_FIELDS, *PARTS)},
}
#: Of identity, not of content.
NEVER_CHANGES = {"uuid", "short_id", "city", "district"}


@pytest.fixture
def content():
    return in_todays_shape(serialize(full_case()), SCHEMA_VERSION)


def said(sections):
    pieces = [
        piece for s in sections for entry in s.entries for pair in entry.pairs for piece in pair.before + pair.after
    ]
    return " ".join(piece.text for piece in pieces)


def test_every_field_of_a_version_is_tried(content):
    assert set(content) - NEVER_CHANGES == set(OTHER)


@pytest.mark.parametrize("name", OTHER)
def test_a_change_of_any_field_is_named_and_nothing_else(content, name):
    other = {**content, name: OTHER[name]}
    if content[name] == OTHER[name]:
        assert difference(content, other) == []
        return
    sections = difference(content, other)
    assert [section.label for section in sections] == changed_labels(content, other)
    assert len(sections) == 1


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(sorted(OTHER))))
def test_any_two_versions_differ_in_just_the_fields_that_were_changed(content, names):
    other = {**content, **{name: OTHER[name] for name in names}}
    really = [name for name in names if content[name] != OTHER[name]]
    assert len(difference(content, other)) == len(changed_labels(content, other)) == len(really)
    assert len(difference(other, content)) == len(really)
    assert difference(content, content) == []


def test_values_are_in_the_readers_words(content):
    words = said(difference(content, {**content, "kind": "lesson", "stage": "stopped", "started_on": "2020-02-02"}))
    assert "成功做法" in words and "未达预期" in words and "已停止" in words and "2020" in words
    assert "success" not in words and "2020-02-02" not in words


def test_terms_are_named_and_not_their_codes(content):
    theme = Term.objects.get(scheme="theme", code=content["themes"][0])
    words = said(difference(content, {**content, "themes": []}))
    assert str(theme) in words
    assert theme.code not in words


def test_rows_are_matched_by_their_key(content):
    other = copy.deepcopy(content)
    other["indicators"][0]["after"] = "12.500"
    other["indicators"].append({**content["indicators"][0], "key": "new", "name": "满意度"})
    (section,) = difference(content, other)
    assert [entry.state for entry in section.entries] == [CHANGED, ADDED]
    changed = section.entries[0]
    assert [pair.label for pair in changed.pairs] == ["指标名称", "实施后"]
    assert [piece.text for piece in changed.pairs[1].after if piece.kind == NEW] == ["12.5"]


def test_a_row_taken_out_is_shown_with_all_it_held(content):
    (section,) = difference(content, {**content, "steps": []})
    (entry,) = section.entries
    assert entry.state == REMOVED
    assert [piece.text for pair in entry.pairs for piece in pair.before if piece.kind == GONE] == ["摸底"]


def test_the_same_rows_in_another_order_are_said_to_have_moved(content):
    before = {**content, "conditions": [{"key": str(n), "text": f"条件{n}", "essential": True} for n in range(3)]}
    after = {**content, "conditions": before["conditions"][::-1]}
    (section,) = difference(before, after)
    assert section.moved and not section.entries


def test_a_cited_case_the_reader_may_not_know_is_not_named(content):
    row = {"key": "k", "kind": "practice", "source_uuid": "u-1", "title": "菏泽的内部案例", "url": ""}
    other = {**content, "derived_from": [row]}
    assert "菏泽的内部案例" not in said(difference(content, other))
    assert "菏泽的内部案例" in said(difference(content, other, known_cases={"u-1"}))


def test_a_version_of_the_first_shape_can_be_compared_with_one_of_today(content):
    old = {name: value for name, value in content.items() if name not in ("policy_citations", "videos", "novelty")}
    old["images"], old["attachments"] = [{"key": "i", "caption": "图"}], [{"key": "a", "title": "附件"}]
    old["building_blocks"] = [{"key": "b", "name": "公约", "how": "", "enabling_factors": "", "lesson": ""}]
    assert "公约" in said(difference(in_todays_shape(old, 1), content))
    assert difference(in_todays_shape({}, 1), content)
