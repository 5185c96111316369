"""One old version is closed: nobody reads, compares or cites it any more, and its row stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from notifications.models import Notification
from practices.models import PracticeVersion, VersionClosure
from practices.versions.closing import version_close
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
REASON = "原文带有个人电话，新版已删去"


@pytest.fixture
def thrice():
    page = practice(summary="含张某电话的摘要")
    for summary in ("第二版的摘要", "第三版的摘要"):
        page.summary = summary
        page.save_revision().publish()
    return page


def closed(page, number=1, by=None, reason=REASON):
    return version_close(version=page.versions.get(number=number), by=by or approver_of("rizhao"), reason=reason)


@pytest.mark.parametrize("person", [None, "editor", "administrator"])
def test_every_door_of_a_closed_version_answers_410_with_the_reason(client, thrice, person):
    closed(thrice)
    if person:
        client.force_login({"editor": lambda: editor_of("rizhao"), "administrator": administrator}[person]())
    for path in ("v1/", "v1/cite.bib", "versions/compare/?from=1&to=3", "versions/compare/?to=1"):
        response = client.get(f"/p/{thrice.short_id}/{path}")
        text = response.content.decode()
        assert response.status_code == 410, path
        assert REASON in text and "张某" not in text
        assert "no-store" in response["Cache-Control"]


def test_the_list_says_that_it_is_closed_and_why_and_other_versions_go_on(client, thrice):
    closed(thrice, 2)
    text = client.get(f"/p/{thrice.short_id}/versions/").content.decode()
    assert f"已关闭：{REASON}" in text
    assert "?from=1&amp;to=3" in text and "from=2" not in text
    compared = client.get(f"/p/{thrice.short_id}/versions/compare/")
    assert (compared.context["left"].number, compared.context["right"].number) == (1, 3)
    assert client.get(f"/p/{thrice.short_id}/v1/").status_code == 200


def test_who_keeps_the_case_and_who_approves_are_told_of_it_but_not_who_did_it():
    author, approver = editor_of("rizhao"), approver_of("rizhao")
    page = practice(owner=author, summary="含张某电话的摘要")
    page.summary = "第二版的摘要"
    page.save_revision().publish()
    Notification.objects.all().delete()
    closed(page, by=curator())
    told = Notification.objects.filter(event="version_closed")
    assert {(line.recipient, line.reason) for line in told} == {
        (author, "您是这个案例的作者或联系人"),
        (approver, "您审核本市案例"),
    }
    assert all(REASON in line.body and "张某" not in line.subject + line.body for line in told)
    page.summary = "第三版的摘要"
    page.save_revision().publish()
    closed(page, 2, by=approver)
    assert Notification.objects.filter(event="version_closed", recipient=approver).count() == 1


def test_the_row_stays_as_it_was_and_the_log_says_who(thrice):
    before = thrice.versions.get(number=1).content
    by = approver_of("rizhao")
    closed(thrice, by=by)
    assert PracticeVersion.objects.get(practice=thrice, number=1).content == before
    entry = PageLogEntry.objects.get(page=thrice.pk, action="practices.version.close")
    assert (entry.user, entry.data) == (by, {"version": 1, "reason": REASON})


@pytest.mark.parametrize(
    "make", [lambda: member_of("rizhao"), lambda: editor_of("rizhao"), lambda: approver_of("heze")]
)
def test_only_the_approver_and_the_office_close(client, thrice, make):
    person = make()
    with pytest.raises(PermissionDenied):
        closed(thrice, by=person)
    client.force_login(person)
    assert client.post(f"/p/{thrice.short_id}/v1/close/", {"reason": REASON}).status_code == 404
    assert not VersionClosure.objects.exists()


@pytest.mark.parametrize("make", [lambda: approver_of("rizhao"), curator, administrator])
def test_it_is_closed_from_the_page_of_the_version(client, thrice, make):
    client.force_login(make())
    address = f"/p/{thrice.short_id}/v1/close/"
    assert address in client.get(f"/p/{thrice.short_id}/v1/").content.decode()
    assert client.post(address, {"reason": " "}).status_code == 200
    assert not VersionClosure.objects.exists()
    assert client.post(address, {"reason": REASON}).status_code == 302
    assert "这一版已经关闭" in client.post(address, {"reason": REASON}).content.decode()


def test_a_case_with_a_closed_version_can_be_deleted_by_an_administrator(thrice):
    closed(thrice)
    thrice.delete()
    assert not VersionClosure.objects.exists()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.just("publish"), st.integers(1, 5)), max_size=6))
def test_whatever_is_closed_the_newest_version_stays_open(steps):
    page, by = practice(), approver_of("rizhao")
    for step in steps:
        if step == "publish":
            page.save_revision().publish()
        elif version := page.versions.filter(number=step).first():
            try:
                version_close(version=version, by=by, reason=REASON)
            except ValidationError:
                assert version.number == page.versions.count() or hasattr(version, "closure")
        newest = page.versions.order_by("-number").first()
        assert not VersionClosure.objects.filter(version=newest).exists()
