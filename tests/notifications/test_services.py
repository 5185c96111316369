from __future__ import annotations

import pytest
from django.core import mail

from notifications.events import Event
from notifications.models import Notification
from notifications.services import notify
from notifications.tasks import mail_notification, resend_lost
from practices.models import Hold
from tests.factories.cities import curator, member_of, user
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def tell(*people, **fields):
    page = fields.pop("target", None) or practice()
    return notify(
        recipients=people,
        event=Event.CASE_APPROVED,
        target=page,
        subject=fields.pop("subject", "标题"),
        reason="原因",
        url=page.url,
        **fields,
    )


def test_the_same_key_tells_the_same_person_once():
    person, page = member_of("heze"), practice()
    for _ in range(2):
        tell(person, target=page, dedupe_key="one")
    assert Notification.objects.of(person).count() == 1


def test_a_person_named_twice_is_told_once():
    person = member_of("heze")
    assert len(tell(person, person)) == 1


def test_a_locked_account_is_not_told():
    person = user()
    person.is_active = False
    assert tell(person) == []


def test_a_title_longer_than_the_field_is_shortened():
    person = member_of("heze")
    tell(person, subject="长" * 900)
    assert Notification.objects.of(person).get().subject == "长" * 199 + "…"


def test_a_mail_says_what_and_why():
    line = tell(member_of("heze", email="a@example.org"), subject="早市案例")[0]
    assert mail_notification.func(line.pk)
    assert "早市案例" in mail.outbox[0].body and "为什么通知您：原因" in mail.outbox[0].body


def test_a_mail_goes_out_once_however_often_the_task_runs():
    line = tell(member_of("heze", email="a@example.org"))[0]
    for _ in range(3):
        mail_notification.func(line.pk)
    assert len(mail.outbox) == 1


def test_nothing_is_mailed_to_who_has_no_address():
    line = tell(member_of("heze"))[0]
    assert not mail_notification.func(line.pk)


def test_nothing_is_mailed_of_what_may_no_longer_be_read():
    page = practice()
    line = tell(member_of("heze", email="a@example.org"), target=page)[0]
    Hold.objects.create(practice=page, limit="city", reason="原因", set_by=curator())
    mail_notification.func(line.pk)
    assert mail.outbox == []


def test_a_mail_server_that_is_away_leaves_the_mail_to_be_tried_again(monkeypatch):
    line = tell(member_of("heze", email="a@example.org"))[0]

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(ConnectionRefusedError):
        mail_notification.func(line.pk)
    line.refresh_from_db()
    assert line.emailed_at is None


@pytest.mark.parametrize(("minutes", "queued"), [(1, 0), (10, 1), (60 * 25, 0)])
def test_lost_mails_are_queued_again_within_a_day(minutes, queued):
    from datetime import timedelta

    line = tell(member_of("heze", email="a@example.org"))[0]
    Notification.objects.filter(pk=line.pk).update(created_at=line.created_at - timedelta(minutes=minutes))
    assert resend_lost() == queued
