"""The rules of completeness in SQL say what the pure ones say."""

from __future__ import annotations

import pytest

from practices.completeness import RULES, beside_of, completeness
from practices.incomplete import completeness_of
from practices.models import PracticePage
from practices.serializers import serialize
from tests.factories.practices import ROWS, TERMS, full_case, practice

pytestmark = pytest.mark.django_db


def emptied(name: str) -> PracticePage:
    page = full_case()
    if name in ("title", "summary"):
        PracticePage.objects.filter(pk=page.pk).update(**{name: "无"})
        return page
    elif name == "themes":
        page.themes.clear()
    elif name in TERMS or name == "keywords":
        getattr(page, name).clear()
    elif name in ROWS or name in ("evidence_files", "policy_citations"):
        setattr(page, name, [])
    elif name == "confirmed_not_secret":
        page.confirmed_not_secret = False
    elif name == "started_on":
        page.started_on = None
    else:
        setattr(page, name, "")
    if name == "approach":
        page.steps = []
    page.save()
    return page


def is_listed(page: PracticePage) -> bool:
    return PracticePage.objects.incomplete().filter(pk=page.pk).exists()


def agreed(page: PracticePage) -> list[str]:
    """Names of the missing parts, by the page alone and as the list of many has them."""
    page = PracticePage.objects.get(pk=page.pk)
    alone = [part.name for part in completeness(serialize(page), beside_of(page)).missing]
    assert alone == [part.name for part in completeness_of([page.pk])[page.pk].missing]
    assert is_listed(page) is bool(alone)
    return alone


def test_a_full_case_is_not_listed():
    assert agreed(full_case()) == []


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_one_part_left_out_is_found_by_both(name):
    assert name in agreed(emptied(name))


@pytest.mark.parametrize("words", ["", "<p></p>", "<p>无</p>", "<p>暂无。</p>"])
def test_words_that_say_nothing_are_found_by_both(words):
    assert agreed(full_case(difficulties=words)) == ["difficulties"]


def test_an_end_is_asked_of_what_has_ended_by_both():
    assert agreed(full_case(stage="completed")) == ["started_on"]


def test_what_is_planned_needs_no_figure_after_by_both():
    page = full_case(stage="planned")
    page.indicators.update(after=None)
    assert agreed(page) == []


def test_steps_stand_for_a_text_by_both():
    assert agreed(full_case(approach="")) == []


def test_a_contact_without_number_is_found_by_both():
    assert agreed(full_case(contact_phone="")) == ["contact_name"]


def test_many_are_read_with_two_queries(django_assert_num_queries):
    ids = [practice().pk for _number in range(5)]
    with django_assert_num_queries(2):
        assert set(completeness_of(ids)) == set(ids)
