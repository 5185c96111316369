from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cities.services import membership_give
from notifications.models import Notification
from practices.adoptions.recording import adoption_move, adoption_take_back
from practices.adoptions.verifying import adoption_verify
from practices.models import Adoption, EvidenceLevel, Hold
from practices.reviews.evidence import adoptions_confirmed, level_of
from tests.factories.adoptions import adopted, confirmed, grown, measured
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of
from tests.factories.reviews import days, measured_case

pytestmark = pytest.mark.django_db


def test_an_adoption_with_a_result_that_is_borne_out_makes_a_case_replicated():
    row = measured(adopted())
    assert level_of(row.practice) == EvidenceLevel.SELF_REPORTED
    confirmed(row)
    assert level_of(row.practice) == EvidenceLevel.REPLICATED
    assert [each.city_id for each in adoptions_confirmed(row.practice)] == [row.city_id]


@pytest.mark.parametrize("state", ["considering", "piloting", "stopped"])
def test_what_was_never_adopted_carries_no_level(state):
    row = confirmed(grown(adopted(state=state)))
    assert level_of(row.practice) == EvidenceLevel.SELF_REPORTED


def test_what_stopped_after_it_was_adopted_still_shows_that_it_was_done_elsewhere():
    row = confirmed(grown(adopted()))
    adoption_move(adoption=row, by=row.recorded_by, state="stopped", since=days(0), note="场地收回")
    assert level_of(row.practice) == EvidenceLevel.REPLICATED


@pytest.mark.parametrize("verdict", ["withdrawn", "disputed"])
def test_the_level_goes_when_the_verdict_goes(verdict):
    row = confirmed(grown(adopted()))
    adoption_verify(adoption=row, by=approver_of("rizhao"), verdict=verdict, words="数字对不上")
    assert level_of(row.practice) == EvidenceLevel.SELF_REPORTED


def test_the_level_goes_when_the_record_or_its_result_goes():
    row = confirmed(grown(adopted()))
    grown(row, result="")
    assert level_of(row.practice) == EvidenceLevel.SELF_REPORTED
    grown(row, result="投诉少了")
    assert level_of(row.practice) == EvidenceLevel.REPLICATED
    adoption_take_back(adoption=row, by=row.recorded_by, reason="选错了")
    assert level_of(row.practice) == EvidenceLevel.SELF_REPORTED


def test_nothing_is_confirmed_before_there_is_a_result():
    with pytest.raises(ValidationError, match="没有可以核实的内容"):
        confirmed(adopted())


def test_the_adopter_and_bystanders_verify_nothing():
    row = grown(adopted())
    for person in (row.recorded_by, approver_of("heze"), editor_of("jinan"), member_of("rizhao"), administrator()):
        with pytest.raises(PermissionDenied):
            confirmed(row, by=person)


def test_who_belongs_to_both_cities_does_not_verify():
    row, person = grown(adopted()), approver_of("rizhao")
    membership_give(user=person, city=city("heze"), role="member")
    with pytest.raises(PermissionDenied):
        confirmed(row, by=person)


def test_the_office_verifies_what_it_may_read():
    row = confirmed(grown(adopted()), by=curator())
    assert row.verifications.get().city is None
    closed = grown(adopted(slug="jinan"))
    Hold.objects.create(practice=closed.practice, limit="city", reason="原因", set_by=approver_of("rizhao"))
    with pytest.raises(PermissionDenied):
        confirmed(closed, by=curator())


def test_an_objection_needs_words_and_is_told_to_the_adopter():
    row = grown(adopted())
    with pytest.raises(ValidationError, match="写明理由"):
        adoption_verify(adoption=row, by=approver_of("rizhao"), verdict="disputed")
    adoption_verify(adoption=row, by=approver_of("rizhao"), verdict="disputed", words="没有来过")
    line = Notification.objects.get(event="adoption_verified", recipient=row.recorded_by)
    assert "有异议" in line.subject and line.body == "没有来过"


def test_a_verdict_is_given_once_until_it_is_taken_back():
    row = confirmed(grown(adopted()))
    with pytest.raises(ValidationError, match="核实过"):
        confirmed(row)
    adoption_verify(adoption=row, by=approver_of("rizhao"), verdict="withdrawn", words="再看看")
    confirmed(row)
    assert row.verifications.count() == 3


def test_a_change_after_the_verdict_is_marked_and_told():
    reader = approver_of("rizhao")
    row = confirmed(grown(adopted()), by=reader)
    grown(row, result="其实少了九成")
    row.refresh_from_db()
    assert row.is_changed_since
    assert Notification.objects.filter(recipient=reader, subject__contains="修改了核实过的").exists()


def test_only_the_city_that_learns_counts_once_for_each_case():
    page = measured_case()
    for slug in ("heze", "jinan"):
        confirmed(grown(adopted(page, slug)))
    assert len(adoptions_confirmed(page)) == Adoption.objects.confirmed().count() == 2
