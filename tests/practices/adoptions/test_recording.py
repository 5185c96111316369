from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.models import Membership
from notifications.models import Notification
from practices.adoptions.recording import (
    Figures,
    adoption_grow,
    adoption_move,
    adoption_record,
    adoption_take_back,
    indicators_to_measure,
)
from practices.models import Adoption, DerivedFrom
from practices.services import practice_unpublish
from tests.factories.adoptions import adopted, grown, measured
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from tests.factories.reviews import days, measured_case

pytestmark = pytest.mark.django_db


def test_three_fields_begin_a_record_and_its_history():
    row = adopted(state="piloting", note="先在两条街试")
    step = row.steps.get()
    assert (row.state, row.tried_on, row.adopted_on) == ("piloting", days(-30), None)
    assert (step.state, step.on, step.note, step.recorded_by) == (
        "piloting",
        days(-30),
        "先在两条街试",
        row.recorded_by,
    )
    assert row.origin_city == city("rizhao") and row.practice_title == row.practice.title


@pytest.mark.parametrize(("state", "counts"), [("considering", False), ("piloting", True), ("stopped", True)])
def test_what_is_only_considered_does_not_count(state, counts):
    adopted(state=state)
    assert Adoption.objects.tried().exists() is counts


def test_a_city_cannot_adopt_its_own_case():
    with pytest.raises(ValidationError, match="本市自己的案例"):
        adopted(slug="rizhao")


def test_a_city_records_a_case_once():
    page = measured_case()
    adopted(page)
    with pytest.raises(ValidationError, match="已经登记过"):
        adopted(page)


def test_a_withdrawn_case_is_not_taken_over():
    page = measured_case()
    practice_unpublish(practice=page, by=approver_of("rizhao"), category="outdated", reason="过时")
    with pytest.raises(ValidationError, match="已经撤下"):
        adopted(page)


def test_nobody_records_for_another_city_or_of_a_case_they_cannot_read():
    page = measured_case()
    with pytest.raises(PermissionDenied):
        adopted(page, slug="heze", by=member_of("jinan"))
    with pytest.raises(PermissionDenied):
        adopted(measured_case(visibility="city"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"since": days(1)}, "不能晚于今天"),
        ({"note": " "}, "一句话"),
        ({"state": "flying"}, "不是"),
        ({"note": "长" * 201}, "200"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_left(fields, words):
    with pytest.raises(ValidationError, match=words):
        adopted(**fields)


def test_a_case_that_came_from_ones_own_is_no_adoption():
    own, theirs = practice("heze", title="菏泽原来的案例"), measured_case()
    theirs.derived_from = [DerivedFrom(practice=own, title=own.title)]
    theirs.save_revision().publish()
    with pytest.raises(ValidationError, match="菏泽原来的案例"):
        adopted(theirs)


def test_the_circle_is_seen_through_several_steps():
    first = measured_case("rizhao")
    second, third = practice("heze"), practice("jinan")
    grown(adopted(first, "heze"), outcome=second)
    grown(adopted(second, "jinan"), outcome=third)
    with pytest.raises(ValidationError, match="本来就借鉴自本市"):
        adopted(third, "rizhao")
    adopted(third, "yantai")


def test_the_outcome_is_a_case_of_ones_own_that_the_origin_did_not_learn_from():
    own, theirs = practice("heze"), measured_case()
    row = adopted(theirs)
    with pytest.raises(ValidationError, match="只能选本市"):
        grown(row, outcome=practice("jinan"))
    theirs.derived_from = [DerivedFrom(practice=own, title=own.title)]
    theirs.save_revision().publish()
    with pytest.raises(ValidationError, match="本来就借鉴自这个案例"):
        grown(row, outcome=own)


def test_a_record_is_never_more_open_than_the_case():
    assert adopted(measured_case(visibility="alliance"), visibility="public").visibility == "alliance"
    assert adopted().visibility == "public"
    assert adopted(visibility="alliance").visibility == "alliance"


def test_states_follow_the_table_and_days_the_order():
    row, by = adopted(state="piloting"), None
    by = row.recorded_by
    with pytest.raises(ValidationError, match="不能早于上一步"):
        adoption_move(adoption=row, by=by, state="adopted", since=days(-31), note="全市推开")
    moved = adoption_move(adoption=row, by=by, state="adopted", since=days(-3), note="全市推开")
    assert (moved.state, moved.adopted_on, moved.tried_on) == ("adopted", days(-3), days(-30))
    with pytest.raises(ValidationError, match="不能这样改"):
        adoption_move(adoption=row, by=by, state="considering", since=days(0), note="再想想")
    stopped = adoption_move(adoption=row, by=by, state="stopped", since=days(0), note="场地收回")
    assert stopped.adopted_on == days(-3) and stopped.steps.count() == 3


def test_only_the_adopting_city_works_on_its_record():
    row = adopted()
    for person in (editor_of("rizhao"), member_of("jinan"), curator()):
        with pytest.raises(PermissionDenied):
            grown(row, by=person)
    assert grown(row, by=member_of("heze")).result


def test_who_left_the_city_can_do_no_more():
    row = adopted()
    Membership.objects.filter(user=row.recorded_by).update(ends_at=timezone.now() - timedelta(days=1))
    row.recorded_by.__dict__.pop("_viewer", None)
    with pytest.raises(PermissionDenied):
        grown(row)


def test_indicators_are_those_of_the_case_and_keep_its_words():
    row = measured(adopted())
    figures = row.indicators.get()
    assert (figures.name, figures.unit, figures.change, figures.improved) == ("投诉", "件", "↓ 50%", True)
    page = row.practice
    page.indicators = []
    page.save_revision().publish()
    key = str(figures.key)
    adoption_grow(
        adoption=row, by=row.recorded_by, adapted="", result="", failed="", measured={key: Figures(Decimal(8))}
    )
    assert row.indicators.get().before == 8
    adoption_grow(adoption=row, by=row.recorded_by, adapted="", result="", failed="", measured={key: Figures()})
    assert not row.indicators.exists()


def test_figures_of_no_indicator_or_of_tomorrow_are_refused():
    row = adopted()
    with pytest.raises(ValidationError, match="刷新页面"):
        grown(row, measured={str(uuid.uuid4()): Figures(Decimal(1))})
    key = indicators_to_measure(row.practice)[0]["key"]
    with pytest.raises(ValidationError, match="不能晚于今天"):
        grown(row, measured={key: Figures(Decimal(1), Decimal(2), days(2))})


def test_the_city_of_the_case_is_told_and_why():
    author, reader = editor_of("rizhao"), approver_of("rizhao")
    adopted(measured_case(owner=author))
    lines = Notification.objects.filter(event="adoption_recorded")
    assert {line.recipient for line in lines} == {author, reader}
    assert lines[0].subject.startswith("菏泽登记借鉴") and "负责日照" in lines[0].reason


def test_a_record_made_by_mistake_is_taken_back_and_may_be_made_anew():
    page = measured_case()
    row = adopted(page)
    with pytest.raises(ValidationError, match="写明原因"):
        adoption_take_back(adoption=row, by=row.recorded_by, reason=" ")
    with pytest.raises(PermissionDenied):
        adoption_take_back(adoption=row, by=editor_of("rizhao"), reason="不想要")
    adoption_take_back(adoption=row, by=row.recorded_by, reason="选错了案例")
    assert not Adoption.objects.standing().exists()
    assert adopted(page).pk != row.pk


def test_the_record_outlives_its_case():
    row = adopted()
    title = row.practice.title
    row.practice.delete()
    row.refresh_from_db()
    assert row.practice is None and row.practice_title == title
    assert Adoption.objects.visible_to(row.recorded_by).get() == row
    assert not Adoption.objects.visible_to(member_of("jinan")).exists()


def test_two_of_a_city_at_once_make_one_record():
    page = measured_case()
    row = adopted(page)
    twin = Adoption(
        **{each.attname: getattr(row, each.attname) for each in Adoption._meta.fields if not each.primary_key}
    )
    twin.uuid = uuid.uuid4()
    with pytest.raises(ValidationError):
        twin.full_clean()


def test_where_it_came_from_is_kept():
    row = adoption_record(
        practice=measured_case(),
        city=city("heze"),
        by=member_of("heze"),
        state="considering",
        since=days(0),
        note="考察后想试",
        came_from="visit",
        came_from_id=7,
    )
    assert (row.came_from, row.came_from_id) == ("visit", 7)
