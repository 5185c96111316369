"""摘要: when, of what, to whom; once, wherever it dies; nothing of what was closed since."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from notifications import digests
from notifications.digests import due, preview, queue_due, send
from notifications.events import AT_ONCE, Event, topic_of
from notifications.models import Notification
from notifications.mornings import monday, morning
from notifications.preferences import set_frequency
from notifications.services import mark_read, notify
from notifications.tasks import mail_notification
from practices.models import Hold
from practices.services import practice_narrow
from tests.factories.cities import approver_of, curator, editor_of, member_of
from tests.factories.practices import practice

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Tuesday.
NOON = datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
NEXT_MORNING = datetime(2026, 12, 2, 8, 1, tzinfo=SHANGHAI)
NEXT_MONDAY = datetime(2026, 12, 7, 8, 1, tzinfo=SHANGHAI)


def reader(often="daily", **fields):
    person = member_of(fields.pop("of", "heze"), email=f"{often}@example.org", **fields)
    set_frequency(user=person, topic="followed", frequency=often)
    return person


def tell(person, title="早市退路进院", *, page=None, event=Event.CASE_PUBLISHED, at=NOON, **fields):
    page = page or practice(title=title)
    line = notify(
        recipients=[person], event=event, target=page, subject=title, reason="您关注了日照", url=page.url, **fields
    )[0]
    Notification.objects.filter(pk=line.pk).update(created_at=at)
    line.refresh_from_db()
    return page, line


@pytest.mark.django_db
class TestWhen:
    @pytest.mark.parametrize(
        ("often", "now", "sent"),
        [
            ("daily", datetime(2026, 12, 1, 23, 59, tzinfo=SHANGHAI), False),
            ("daily", datetime(2026, 12, 2, 7, 59, tzinfo=SHANGHAI), False),
            ("daily", NEXT_MORNING, True),
            # The machine stood still over the morning.
            ("daily", datetime(2026, 12, 4, 3, tzinfo=SHANGHAI), True),
            ("weekly", NEXT_MORNING, False),
            ("weekly", datetime(2026, 12, 7, 7, 59, tzinfo=SHANGHAI), False),
            ("weekly", NEXT_MONDAY, True),
            ("weekly", datetime(2026, 12, 9, 3, tzinfo=SHANGHAI), True),
            ("never", NEXT_MONDAY, False),
            # No news any more.
            ("daily", datetime(2026, 12, 20, 9, tzinfo=SHANGHAI), False),
        ],
    )
    def test_each_has_its_hour(self, often, now, sent):
        person = reader(often)
        tell(person)
        assert due(now).exists() == sent
        assert send(person.pk, now) == sent

    def test_daily_and_weekly_lines_are_one_mail_on_a_monday(self):
        person = reader("weekly")
        tell(person, "每周的")
        set_frequency(user=person, topic="followed", frequency="daily")
        tell(person, "每天的")
        send(person.pk, NEXT_MONDAY)
        assert len(mail.outbox) == 1
        assert "每周的" in mail.outbox[0].body and "每天的" in mail.outbox[0].body

    @pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"])
    def test_the_zone_of_the_machine_changes_nothing(self, monkeypatch, zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            assert morning(datetime(2026, 12, 2, 0, 1, tzinfo=UTC)) == datetime(2026, 12, 2, 8, tzinfo=SHANGHAI)
            assert morning(datetime(2026, 12, 1, 23, 59, tzinfo=UTC)) == datetime(2026, 12, 1, 8, tzinfo=SHANGHAI)
            assert monday(datetime(2026, 12, 6, 23, 59, tzinfo=UTC)) == datetime(2026, 11, 30, 8, tzinfo=SHANGHAI)
        finally:
            os.environ.pop("TZ")
            monkeypatch.undo()
            time.tzset()

    def test_a_change_of_zone_on_the_way_sends_no_line_twice_and_loses_none(self, settings):
        person = reader()
        tell(person, "第一条")
        send(person.pk, NEXT_MORNING)
        settings.TIME_ZONE = "America/New_York"
        tell(person, "第二条", at=NEXT_MORNING + timedelta(hours=1))
        for hours in range(48):
            send(person.pk, NEXT_MORNING + timedelta(hours=hours))
        bodies = "".join(message.body for message in mail.outbox)
        assert bodies.count("第一条") == bodies.count("第二条") == 1


@pytest.mark.django_db
class TestWhat:
    def test_every_line_has_its_reason(self):
        person = reader()
        for number in range(3):
            tell(person, f"第{number}个")
        send(person.pk, NEXT_MORNING)
        assert mail.outbox[0].body.count("您关注了日照") == 3
        assert "12 月 2 日摘要：3 条新消息" in mail.outbox[0].subject

    def test_nothing_to_say_is_no_mail(self):
        assert not send(reader().pk, NEXT_MORNING)
        assert mail.outbox == []

    def test_what_was_read_meanwhile_is_left_out(self):
        person = reader()
        _page, line = tell(person)
        mark_read(user=person, pk=line.pk)
        assert not send(person.pk, NEXT_MORNING)

    def test_what_was_narrowed_since_is_left_out(self):
        person = reader()
        closed, _line = tell(person, "收窄的案例")
        tell(person, "公开的案例")
        practice_narrow(practice=closed, limit="city", by=approver_of("rizhao"), reason="原因")
        send(person.pk, NEXT_MORNING)
        (message,) = mail.outbox
        html = message.alternatives[0][0]
        assert "公开的案例" in message.body and "收窄的案例" not in message.body + html + message.subject
        assert "1 条新消息" in message.subject

    def test_where_all_was_narrowed_there_is_no_mail(self):
        person = reader()
        closed, _line = tell(person)
        practice_narrow(practice=closed, limit="city", by=approver_of("rizhao"), reason="原因")
        assert not send(person.pk, NEXT_MORNING)
        assert mail.outbox == []

    def test_a_person_who_left_gets_nothing_of_public_things_either(self):
        person = reader()
        tell(person)
        person.memberships.update(ends_at=timezone.now())
        assert not send(person.pk, NEXT_MORNING)

    def test_a_locked_account_gets_nothing(self):
        person = reader()
        tell(person)
        person.is_active = False
        person.save()
        assert not send(person.pk, NEXT_MORNING)

    def test_never_silences_what_waits(self):
        person = reader()
        tell(person)
        set_frequency(user=person, topic="followed", frequency="never")
        assert not send(person.pk, NEXT_MORNING)

    def test_a_long_digest_is_cut_and_says_how_much_is_left(self):
        person, page = reader(), practice()
        for number in range(53):
            tell(person, f"第{number}条", page=page)
        send(person.pk, NEXT_MORNING)
        assert "另有 3 条" in mail.outbox[0].body

    def test_more_lines_ask_no_more_queries(self):
        person = reader()

        def asked(number: int) -> int:
            for place in range(number):
                tell(person, f"第{place}条")
            with CaptureQueriesContext(connection) as queries:
                assert send(person.pk, NEXT_MORNING)
            return len(queries)

        assert asked(1) == asked(20)

    def test_the_preview_says_what_the_mail_will_say(self):
        person = reader()
        closed, _line = tell(person, "收窄的案例")
        tell(person, "公开的案例")
        Hold.objects.create(practice=closed, limit="city", reason="原因", set_by=curator())
        assert [line.subject for line in preview(person, NOON + timedelta(hours=1)).lines] == ["公开的案例"]
        assert mail.outbox == []


@pytest.mark.django_db
class TestAtOnce:
    @pytest.mark.parametrize("event", sorted(AT_ONCE))
    def test_what_cannot_wait_does_not_but_never_is_never(self, event):
        person = editor_of("rizhao", email="a@example.org")
        for often, when in (("daily", "at_once"), ("weekly", "at_once"), ("never", "never")):
            set_frequency(user=person, topic=topic_of(event), frequency=often)
            assert tell(person, event=event)[1].mail_when == when

    def test_what_can_wait_is_no_mail_of_its_own(self):
        person = reader()
        _page, line = tell(person)
        assert not mail_notification.func(line.pk)


@pytest.mark.django_db
class TestQueue:
    def test_who_has_something_waiting_is_queued(self, monkeypatch):
        queued: list[int] = []
        monkeypatch.setattr(digests, "mail_digests", type("Task", (), {"enqueue": staticmethod(queued.extend)}))
        person = reader()
        tell(person, at=NOON - timedelta(days=3))
        reader("weekly")
        monkeypatch.setattr(digests.timezone, "now", lambda: NOON)
        assert queue_due() == 1 and queued == [person.pk]
        send(person.pk, NOON)
        assert queue_due() == 0

    def test_without_a_mail_server_nothing_is_queued(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        tell(reader(), at=NOON - timedelta(days=3))
        assert queue_due() == 0


@pytest.mark.django_db
def test_a_mail_server_that_is_away_leaves_the_digest_to_be_tried_again(monkeypatch):
    person = reader()
    tell(person)

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            send(person.pk, NEXT_MORNING)
    assert send(person.pk, NEXT_MORNING + timedelta(minutes=5))
    assert len(mail.outbox) == 1


class Killed(BaseException):
    """What a worker that is ended by force does not catch."""


#: Where it may die: before and after the claim, while judging, composing, before and after the mail is handed over.
PLACES = ("_claim", "_sayable", "digest_message", "before the mail", "after the mail")


class TestKilled(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        deaths=st.lists(st.sampled_from(PLACES), max_size=4),
        often=st.sampled_from(["daily", "weekly"]),
        narrowed=st.booleans(),
    )
    def test_wherever_it_dies_no_line_is_mailed_twice_and_none_that_is_closed(self, deaths, often, narrowed):
        mail.outbox.clear()
        person = reader(often)
        closed, _line = tell(person, "收窄的案例")
        tell(person, "公开的案例")
        if narrowed:
            Hold.objects.create(practice=closed, limit="city", reason="原因", set_by=curator())
        for place in deaths:
            self._dies_at(place, person)
        send(person.pk, NEXT_MONDAY)
        bodies = "".join(message.body for message in mail.outbox)
        assert bodies.count("公开的案例") <= 1
        assert bodies.count("收窄的案例") <= (0 if narrowed else 1)
        if not set(deaths) - {"_claim"}:
            assert bodies.count("公开的案例") == 1

    def _dies_at(self, place, person):
        from django.core.mail import EmailMessage

        real = EmailMessage.send

        def die(*args, **kwargs):
            if place == "after the mail":
                real(*args, **kwargs)
            raise Killed

        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            if place in ("before the mail", "after the mail"):
                patch.setattr(EmailMessage, "send", die)
            else:
                patch.setattr(digests, place, die)
            send(person.pk, NEXT_MONDAY)


@pytest.mark.django_db
class TestTheMail:
    def message(self, digest=True):
        person = reader("daily" if digest else "at_once", name="示例")
        _page, line = tell(person, "<b>早市</b>退路进院", body="一句话")
        if digest:
            assert send(person.pk, NEXT_MORNING)
        else:
            assert mail_notification.func(line.pk)
        (message,) = mail.outbox
        return message

    @pytest.mark.parametrize("digest", [True, False])
    def test_it_fetches_nothing_and_leads_nowhere_else(self, digest):
        html = self.message(digest).alternatives[0][0]
        assert set(re.findall(r'(?:href|src|background)="([^"]*)"', html))
        addresses = re.findall(r'(?:href|src|background)="([^"]*)"', html) + re.findall(r"https?://[^\s\"'<]+", html)
        assert {address.split("/")[2] for address in addresses} == {"127.0.0.1:8000"}
        assert not re.search(r"<(?:img|link|script|iframe|form)|@import|url\(", html)

    @pytest.mark.parametrize("digest", [True, False])
    def test_words_of_people_stay_words(self, digest):
        html = self.message(digest).alternatives[0][0]
        assert "<b>早市" not in html and "&lt;b&gt;早市" in html

    @pytest.mark.parametrize("digest", [True, False])
    def test_both_parts_say_the_same(self, digest):
        message = self.message(digest)
        html, kind = message.alternatives[0]
        assert kind == "text/html"
        for said in ("早市", "一句话", "您关注了日照", "示例：", "不再接收这类邮件", "修改邮件设置"):
            assert said in message.body and said in html

    @pytest.mark.parametrize("digest", [True, False])
    def test_mail_programs_are_told_how_to_stop_it(self, digest):
        headers = self.message(digest).message()
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<http://127\.0\.0\.1:8000/mail/stop/[^/\s]+/>", headers["List-Unsubscribe"])
