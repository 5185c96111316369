"""举报: said by who reads a thing, settled by approvers of the city and the office, answered in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from exchanges.models import Report
from exchanges.reports.services import may_report, report_make, report_settle
from exchanges.threads.services import post_hide
from notifications.models import Notification
from notifications.permissions import may_still_read
from tests.factories.cities import approver_of, curator, editor_of, member_of, user
from tests.factories.discussions import discussion, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return said(discussion().thread, member_of("jinan"), "<p>zqbad 13800000000</p>")


def told(person) -> list[str]:
    return [line.subject for line in Notification.objects.filter(recipient=person) if may_still_read(line)]


def test_members_report_what_they_read_and_did_not_write(post):
    assert may_report(member_of("heze"), post)
    for person in (post.author, user()):
        with pytest.raises(PermissionDenied):
            report_make(target=post, by=person, reason="含电话")
    secret = discussion(visibility="city", title="本市的事")
    with pytest.raises(PermissionDenied):
        report_make(target=secret.thread.posts.get(), by=member_of("heze"), reason="含电话")


def test_a_report_without_words_is_refused_and_a_second_is_the_first(post):
    person = member_of("heze")
    with pytest.raises(ValidationError):
        report_make(target=post, by=person, reason=" ")
    assert report_make(target=post, by=person, reason="含电话") == report_make(target=post, by=person, reason="再说")
    assert Report.objects.count() == 1


def test_approvers_of_both_cities_are_told_and_the_office_where_there_are_none(post):
    office = curator()
    report_make(target=post, by=member_of("heze"), reason="含电话")
    assert told(office) == ["“早市收摊后谁来保洁”里有内容被举报"]
    host, speaker, other = approver_of("rizhao"), approver_of("jinan"), approver_of("heze")
    report_make(target=post, by=editor_of("heze"), reason="含电话")
    assert (len(told(host)), len(told(speaker)), told(other)) == (1, 1, [])


def test_settling_answers_everybody_who_reported(post):
    approver, reporters = approver_of("jinan"), [member_of("heze"), member_of("rizhao")]
    reports = [report_make(target=post, by=person, reason="含电话") for person in reporters]
    for person in (editor_of("jinan"), approver_of("heze"), reporters[0]):
        with pytest.raises(PermissionDenied):
            report_settle(report=reports[0], by=person, settlement="已看")
    with pytest.raises(ValidationError):
        report_settle(report=reports[0], by=approver, settlement="")
    post_hide(post=post, by=approver, reason="含电话")
    report_settle(report=reports[0], by=approver, settlement="已隐藏")
    assert [told(person) for person in reporters] == [["您举报的内容已处理"]] * 2
    with pytest.raises(ValidationError, match="已经办过"):
        report_settle(report=reports[1], by=approver, settlement="再办")


def test_nobody_settles_what_is_said_about_the_own_words():
    approver = approver_of("rizhao")
    post = said(discussion().thread, approver)
    report = report_make(target=post, by=member_of("heze"), reason="不实")
    with pytest.raises(PermissionDenied):
        report_settle(report=report, by=approver, settlement="没事")
    assert report.pk and told(approver) == []


def test_the_whole_way_on_the_screen(client, post):
    client.force_login(member_of("heze"))
    page = client.get(f"/discussions/{post.thread.discussion.pk}/").content.decode()
    address = f"/reports/new/post/{post.pk}/"
    assert address in page
    assert client.post(address, {"reason": ""}).context["form"].errors
    client.post(address, {"reason": "含电话"})
    assert client.get("/reports/").status_code == 404
    client.force_login(approver_of("rizhao"))
    assert "含电话" in client.get("/reports/").content.decode()
    row = Report.objects.get()
    assert "zqbad" in client.get(f"/reports/{row.pk}/").content.decode()
    client.post(f"/reports/{row.pk}/", {"settlement": "已隐藏"})
    assert "含电话" not in client.get("/reports/").content.decode()
    assert "含电话" in client.get("/reports/?all=on").content.decode()


def test_what_the_office_may_not_read_it_sees_no_report_of(client):
    secret = said(discussion(visibility="city", title="本市的事").thread, member_of("rizhao"))
    report = report_make(target=secret, by=editor_of("rizhao"), reason="zqreason")
    client.force_login(curator())
    assert "zqreason" not in client.get("/reports/").content.decode()
    assert client.get(f"/reports/{report.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/reports/new/nothing/1/", "/reports/new/post/999999/"])
def test_what_is_not_there_is_not_reported(client, address):
    client.force_login(member_of("heze"))
    assert client.get(address).status_code == 404
