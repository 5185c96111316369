from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from practices.matching.preconditions import Meets, judge
from practices.matching.selectors import answers_of, asked_by
from practices.matching.services import conditions_answer
from practices.models import Condition, ConditionAnswer
from tests.factories.cities import city, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def asking(*texts: str, **fields):
    page = practice("jinan", **fields)
    for number, text in enumerate(texts):
        Condition.objects.create(page=page, text=text, sort_order=number)
    return page, [row.key for row in page.conditions.all()]


def heze(page) -> list[Meets]:
    given = answers_of(city("heze").pk, [page.uuid]).get(page.uuid, {})
    return [row.meets for row in judge(asked_by([page.pk])[page.pk], {}, given).conditions]


def test_what_a_city_says_is_remembered_for_it_alone():
    page, keys = asking("有场地", "有经费")
    person = member_of("heze")
    conditions_answer(practice=page, city=city("heze"), by=person, said={keys[0]: "have", keys[1]: "lack"})
    assert heze(page) == [Meets.YES, Meets.NO]
    assert answers_of(city("jinan").pk, [page.uuid]) == {}
    row = ConditionAnswer.objects.get(condition=keys[0])
    assert (row.text, row.answered_by) == ("有场地", person)


def test_an_answer_outlives_the_rows_of_the_case_and_ends_with_its_words():
    """Publishing makes the rows anew."""
    page, keys = asking("有场地")
    conditions_answer(practice=page, city=city("heze"), by=member_of("heze"), said={keys[0]: "have"})
    page.refresh_from_db()
    page.save_revision().publish()
    assert heze(page) == [Meets.YES]
    page.conditions.set([Condition(key=keys[0], text="有两处场地")])
    page.save()
    assert heze(page) == [Meets.UNKNOWN]


def test_an_answer_is_changed_and_taken_back_and_each_time_written_down():
    page, keys = asking("有场地")
    person, heze_ = member_of("heze"), city("heze")
    for answer in ("have", "have", "lack", ""):
        conditions_answer(practice=page, city=heze_, by=person, said={keys[0]: answer})
    assert not ConditionAnswer.objects.exists()
    assert ModelLogEntry.objects.filter(action="practices.conditions", user=person).count() == 3


def test_nobody_answers_for_another_city_or_about_a_case_they_may_not_read():
    page, keys = asking("有场地")
    with pytest.raises(PermissionDenied):
        conditions_answer(practice=page, city=city("heze"), by=member_of("rizhao"), said={keys[0]: "have"})
    closed, keys = asking("有场地", visibility="city")
    with pytest.raises(PermissionDenied):
        conditions_answer(practice=closed, city=city("heze"), by=member_of("heze"), said={keys[0]: "have"})
    assert not ConditionAnswer.objects.exists()


def test_what_the_case_does_not_ask_is_refused_in_words_and_nothing_is_kept():
    page, keys = asking("有场地")
    with pytest.raises(ValidationError, match="刷新"):
        conditions_answer(
            practice=page, city=city("heze"), by=member_of("heze"), said={keys[0]: "have", uuid4(): "have"}
        )
    with pytest.raises(ValidationError):
        conditions_answer(practice=page, city=city("heze"), by=member_of("heze"), said={keys[0]: "perhaps"})
    assert not ConditionAnswer.objects.exists()
