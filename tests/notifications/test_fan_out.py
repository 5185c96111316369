"""Many people are told one thing: each who may read it, once, however often the worker dies."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from exchanges.follows.telling import AUDIENCE
from exchanges.models import Follow
from notifications import fan_out
from notifications.events import Event
from notifications.fan_out import notify_many, resume_lost, run
from notifications.models import FanOut, MailPreference, Notification
from notifications.tasks import mail_notifications
from practices.models import Hold
from tests.factories.cities import city, curator, member_of
from tests.factories.many import many_followers
from tests.factories.practices import practice

NEWS = "一条消息"


def tell(page, *, by=None, key="news"):
    place = ContentType.objects.get_for_model(page.city)
    return notify_many(
        audience=AUDIENCE,
        whom=[[place.pk, page.city_id, "日照"]],
        event=Event.CASE_PUBLISHED,
        target=page,
        subject=NEWS,
        url=page.url,
        dedupe_key=key,
        by=by,
    )


def told():
    return Notification.objects.filter(subject=NEWS)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(fan_out, "CHUNK", 3)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_chunks")
class TestTelling:
    def test_every_follower_is_told_once_with_the_reason(self):
        many_followers(10, city("rizhao"))
        begun = tell(practice())
        run(begun.pk)
        begun.refresh_from_db()
        assert told().count() == 10 and begun.finished_at
        assert set(told().values_list("reason", flat=True)) == {"您关注了日照"}

    def test_who_may_not_read_it_is_not_told(self):
        own, other = member_of("rizhao"), member_of("heze")
        for person in (own, other):
            Follow.objects.create(user=person, target=city("rizhao"))
        run(tell(practice(visibility="city")).pk)
        assert [line.recipient for line in told()] == [own]

    def test_what_was_narrowed_on_the_way_reaches_nobody_else(self):
        many_followers(5, city("rizhao"), of="heze")
        page = practice()
        begun = tell(page)
        fan_out._step(begun.pk)
        Hold.objects.create(practice=page, limit="city", reason="原因", set_by=curator())
        run(begun.pk)
        assert told().count() == 3

    def test_who_did_it_is_not_told_of_it(self):
        people = many_followers(4, city("rizhao"))
        run(tell(practice(), by=people[1]).pk)
        assert people[1].pk not in told().values_list("recipient", flat=True)

    def test_what_was_deleted_meanwhile_is_told_to_nobody(self):
        many_followers(4, city("rizhao"))
        page = practice()
        begun = tell(page)
        FanOut.objects.filter(pk=begun.pk).update(object_id="0")
        run(begun.pk)
        assert not told().exists()

    def test_the_same_again_tells_nobody_again(self):
        many_followers(4, city("rizhao"))
        page = practice()
        for _time in range(2):
            run(tell(page).pk)
        assert told().count() == 4 and FanOut.objects.filter(dedupe_key="news").count() == 1

    def test_two_workers_share_the_work(self, monkeypatch):
        """The other one takes the chunk while this one looks for people."""
        many_followers(7, city("rizhao"))
        begun = tell(practice())
        judged, done = fan_out.readers_among, []

        def slowly(people, target):
            if not done:
                done.append(True)
                fan_out._step(begun.pk)
            return judged(people, target)

        monkeypatch.setattr(fan_out, "readers_among", slowly)
        run(begun.pk)
        assert told().count() == 7

    def test_more_followers_ask_no_more_queries_a_chunk(self, monkeypatch):
        monkeypatch.setattr(fan_out, "CHUNK", 40)
        page = practice()

        def asked(number: int) -> int:
            many_followers(number, city("rizhao"))
            begun = tell(page, key=f"news-{number}")
            with CaptureQueriesContext(connection) as queries:
                fan_out._step(begun.pk)
            return len(queries)

        assert asked(20) == asked(19)


@pytest.mark.django_db
class TestMails:
    def queued(self, django_capture_on_commit_callbacks, monkeypatch, begun):
        ids: list[int] = []
        monkeypatch.setattr(fan_out, "mail_notifications", type("Task", (), {"enqueue": staticmethod(ids.extend)}))
        with django_capture_on_commit_callbacks(execute=True):
            run(begun.pk)
        return ids

    def test_who_wants_them_at_once_gets_one(self, django_capture_on_commit_callbacks, monkeypatch):
        people = many_followers(5, city("rizhao"))
        for person in people[:2]:
            MailPreference.objects.create(user=person, topic="followed", frequency="never")
        for person in people[2:]:
            MailPreference.objects.create(user=person, topic="followed", frequency="at_once")
        ids = self.queued(django_capture_on_commit_callbacks, monkeypatch, tell(practice()))
        for _time in range(2):
            mail_notifications.func(ids)
        assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people[2:])

    def test_one_who_left_meanwhile_gets_none(self, django_capture_on_commit_callbacks, monkeypatch):
        people = many_followers(2, city("rizhao"))
        for person in people:
            MailPreference.objects.create(user=person, topic="followed", frequency="at_once")
        ids = self.queued(django_capture_on_commit_callbacks, monkeypatch, tell(practice()))
        people[0].memberships.update(ends_at=timezone.now())
        mail_notifications.func(ids)
        assert [message.to for message in mail.outbox] == [[people[1].email]]


class Killed(BaseException):
    """What a worker that is ended by force does not catch."""


class TestKilledAndResumed(TestCase):
    PEOPLE = 11

    @classmethod
    def setUpTestData(cls):
        cls.page = practice()
        cls.people = many_followers(cls.PEOPLE, city("rizhao"))

    @settings(max_examples=40, deadline=None)
    @given(chunk=st.integers(1, 12), deaths=st.lists(st.integers(0, 6), max_size=8))
    def test_wherever_it_dies_everybody_is_told_exactly_once(self, chunk, deaths):
        """Each number of `deaths` is how many steps a worker makes before it dies within the next one: after the lines
        were written and before the place was."""
        begun = tell(self.page)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fan_out, "CHUNK", chunk)
            for steps in deaths:
                self._dies_after(begun.pk, steps)
            run(begun.pk)
        people = list(told().values_list("recipient", flat=True))
        assert sorted(people) == sorted(person.pk for person in self.people)

    def _dies_after(self, pk, steps):
        for _step in range(steps):
            fan_out._step(pk)

        def die(*args, **kwargs):
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FanOut, "save", die)
            with suppress(Killed):
                fan_out._step(pk)


@pytest.mark.django_db
def test_one_that_lost_its_worker_is_queued_again():
    begun = tell(practice())
    assert resume_lost() == 0
    FanOut.objects.filter(pk=begun.pk).update(moved_at=timezone.now() - 2 * fan_out.LOST_AFTER)
    assert resume_lost() == 1
    run(begun.pk)
    assert resume_lost() == 0
