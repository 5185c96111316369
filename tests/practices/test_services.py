from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from practices.models import PracticePage, Recognition
from practices.services import hold_lift, practice_narrow, practice_take_down
from tests.factories.cities import approver_of, city, curator, editor_of, member_of
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def is_visible(page, reader):
    return PracticePage.objects.visible_to(reader).filter(pk=page.pk).exists()


def test_each_publish_makes_a_version():
    page = practice()
    page.summary = "改过的摘要"
    page.save_revision().publish()
    assert [v.content["summary"] for v in page.versions.order_by("number")] == ["一句话摘要", "改过的摘要"]


def test_a_version_carries_no_contact():
    page = practice(contact_phone="0633-0000000")
    assert "0633-0000000" not in str(page.versions.get().content)


def test_a_take_down_outlives_the_publish_of_an_old_draft():
    page, other = practice(), member_of("heze")
    revision = page.get_latest_revision()
    practice_take_down(practice=page, by=curator(), reason="含有不当信息")
    revision.publish()
    assert not is_visible(page, other)


def test_a_narrowing_outlives_the_publish_of_an_old_draft():
    page, other = practice(), member_of("heze")
    revision = page.get_latest_revision()
    practice_narrow(practice=page, limit="city", by=approver_of("rizhao"), reason="数据待核")
    revision.publish()
    assert not is_visible(page, other)


def test_a_recognition_outlives_the_publish_of_an_old_draft():
    page = practice()
    revision = page.get_latest_revision()
    award = Term.objects.get(scheme="recognition", code="excellent-case")
    Recognition.objects.create(practice=page, award=award, given_by=curator())
    revision.publish()
    assert page.recognitions.count() == 1


def test_lifting_brings_the_case_back():
    page, office, other = practice(), curator(), member_of("heze")
    hold_lift(hold=practice_take_down(practice=page, by=office, reason="待核"), by=office)
    assert is_visible(page, other)


def test_the_office_may_not_narrow_and_an_editor_may_not_take_down():
    page = practice()
    with pytest.raises(PermissionDenied):
        practice_narrow(practice=page, limit="city", by=curator(), reason="原因")
    with pytest.raises(PermissionDenied):
        practice_take_down(practice=page, by=editor_of("rizhao"), reason="原因")


def test_a_reason_is_needed():
    with pytest.raises(ValidationError):
        practice_take_down(practice=practice(), by=curator(), reason="  ")


def test_the_city_cannot_be_set_against_the_tree():
    page = practice("rizhao", city=city("heze"))
    assert page.city == city("rizhao")
    assert page.bureau.city == city("rizhao")


def test_a_copy_gets_an_identity_of_its_own():
    page = practice()
    copy = page.copy(update_attrs={"slug": "copy"})
    assert (copy.uuid, copy.short_id) != (page.uuid, page.short_id)
    assert copy.uuid != page.uuid and copy.short_id != page.short_id


def test_a_case_cannot_move_to_another_city():
    page, other = practice("rizhao"), practice("heze")
    assert not page.can_move_to(other.get_parent().specific)


def test_a_short_id_that_is_taken_is_drawn_again():
    taken = practice().short_id
    assert practice(short_id=taken).short_id != taken
