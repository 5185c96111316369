"""Followers hear of cases: who, in which line, why."""

from __future__ import annotations

import pytest

from exchanges.follows.services import follow
from notifications.events import Event
from notifications.fan_out import run
from notifications.models import FanOut, Notification
from practices.services import practice_narrow
from tests.factories.cities import approver_of, city, member_of
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def theme(code="street-order"):
    return Term.objects.get(scheme="theme", code=code)


def work_is_done():
    for pk in FanOut.objects.filter(finished_at=None).values_list("pk", flat=True):
        run(pk)


def heard(person):
    work_is_done()
    lines = Notification.objects.of(person).filter(event__in=[Event.CASE_PUBLISHED, Event.CASE_RENEWED])
    return [(line.subject, line.reason) for line in lines.order_by("pk")]


def follower(*targets, of="heze"):
    person = member_of(of)
    for target in targets:
        follow(user=person, target=target)
    return person


def again(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


def test_a_new_case_is_one_line_with_all_the_reasons():
    person = follower(theme(), city("rizhao"))
    practice(title="早市退路进院")
    assert heard(person) == [("日照发布案例：早市退路进院", "您关注了日照、市容秩序与占道经营")]


def test_who_follows_another_city_hears_nothing():
    person = follower(city("jinan"))
    practice()
    assert heard(person) == []


def test_a_draft_is_no_news():
    person = follower(city("rizhao"))
    practice(published=False)
    assert heard(person) == []


def test_a_new_version_is_told_to_who_follows_the_case_and_not_the_city():
    page = practice(title="早市退路进院")
    person, of_city = follower(page), follower(city("rizhao"))
    again(page, summary="新的摘要")
    assert heard(person) == [("案例有了第 2 版：早市退路进院", "您关注了这个案例")]
    assert heard(of_city) == []


def test_a_case_of_its_own_city_is_told_to_others_once_it_is_theirs():
    near, far = follower(city("rizhao"), of="rizhao"), follower(city("rizhao"))
    page = practice(title="早市退路进院", visibility="city")
    assert len(heard(near)) == 1 and heard(far) == []
    again(page, visibility="public")
    assert len(heard(near)) == 1
    assert heard(far) == [("日照发布案例：早市退路进院", "您关注了日照")]


def test_a_narrowed_case_is_told_to_nobody_outside():
    page = practice()
    person = follower(page)
    practice_narrow(practice=page, limit="city", by=approver_of("rizhao"), reason="原因")
    again(page, summary="新的摘要")
    assert heard(person) == []


def test_where_nobody_follows_nothing_is_queued():
    practice()
    assert not FanOut.objects.exists()


def test_who_follows_a_theme_goes_on_hearing_after_it_was_merged():
    old = Term.objects.create(scheme="theme", code="old-theme", name="占道经营")
    person = follower(old)
    Term.objects.filter(pk=old.pk).update(retired=True, successor=theme())
    practice(title="早市退路进院")
    assert heard(person) == [("日照发布案例：早市退路进院", "您关注了占道经营")]
