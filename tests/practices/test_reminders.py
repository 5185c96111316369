"""A review that became due: one rule of when, and who is told, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from alliance.desk import desk_of
from alliance.scheduler import jobs
from cities.models import Membership
from notifications.models import Notification
from practices.models import PracticePage, Verification
from practices.reminders import remind_of_reviews
from practices.selectors import standing_of
from practices.services import practice_verify
from tests.factories.cities import approver_of, editor_of
from tests.factories.practices import practice
from tests.factories.workflow import submit

pytestmark = pytest.mark.django_db


def published_long_ago(**fields) -> PracticePage:
    page = practice(**fields)
    PracticePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    page.refresh_from_db()
    return page


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(event="review_due").order_by("pk")
    return list(rows.values_list("recipient__name", "subject"))


def leaves(person: User) -> None:
    Membership.objects.filter(user=person).update(ends_at=timezone.now() - timedelta(days=1))


# --- one rule -----------------------------------------------------------------------------------------------------
def test_the_page_of_a_case_and_the_desk_say_the_same_a_year_after_publication():
    editor = editor_of("rizhao")
    page = published_long_ago(owner=editor)
    assert standing_of(page.pk).is_overdue
    assert desk_of(editor).number == 1
    assert standing_of(page.pk).review_by == PracticePage.objects.with_review().get(pk=page.pk).review_by


def test_a_review_moves_the_date_on_the_page_too():
    editor = editor_of("rizhao")
    page = published_long_ago(owner=editor)
    practice_verify(practice=page, by=editor)
    standing = standing_of(page.pk)
    assert (standing.is_overdue, standing.verified_on) == (False, timezone.localdate())


def test_the_page_says_that_a_case_nobody_looked_at_for_a_year_is_overdue(client):
    page = published_long_ago()
    assert "尚未复核" in client.get(page.url).content.decode()


# --- who is told --------------------------------------------------------------------------------------------------
def test_author_and_contact_are_told_once():
    author, contact = editor_of("rizhao", name="作者"), editor_of("rizhao", name="联系人")
    approver_of("rizhao", name="审核")
    published_long_ago(title="旧案例", owner=author, contact_user=contact)
    assert (remind_of_reviews(), remind_of_reviews()) == (1, 0)
    assert told() == [("作者", "旧案例 该复核了"), ("联系人", "旧案例 该复核了")]


def test_where_the_author_has_left_the_approvers_are_told_and_have_it_on_their_desk():
    author, approver = editor_of("rizhao"), approver_of("rizhao", name="审核")
    editor = editor_of("rizhao", name="同事")
    approver_of("heze", name="外市审核")
    published_long_ago(title="旧案例", owner=author)
    leaves(author)
    remind_of_reviews()
    assert told() == [("审核", "旧案例 该复核了")]
    assert [line.title for line in desk_of(approver).waiting] == ["旧案例"]
    assert desk_of(editor).waiting == []


def test_what_is_not_yet_due_or_off_the_site_is_told_to_nobody():
    author = editor_of("rizhao")
    practice(owner=author)
    published_long_ago(owner=author).unpublish()
    assert remind_of_reviews() == 0


def test_a_case_under_way_is_asked_nothing_more():
    author = editor_of("rizhao")
    page = published_long_ago(owner=author)
    page.save_revision(user=author)
    submit(page, author)
    assert remind_of_reviews() == 0


def test_the_next_date_is_told_again():
    author = editor_of("rizhao")
    page = published_long_ago(owner=author)
    remind_of_reviews()
    yesterday = timezone.localdate() - timedelta(days=1)
    Verification.objects.create(practice=page, verifier=author, review_by=yesterday)
    assert remind_of_reviews() == 1


def test_a_review_settles_the_reminder():
    author = editor_of("rizhao")
    page = published_long_ago(owner=author)
    remind_of_reviews()
    practice_verify(practice=page, by=author)
    assert not Notification.objects.unread().exists()


def test_the_reminder_and_the_line_on_the_desk_count_once():
    author = editor_of("rizhao")
    published_long_ago(owner=author)
    remind_of_reviews()
    desk = desk_of(author)
    assert desk.number + desk.unread_number == 1


def test_the_scheduler_reminds():
    assert remind_of_reviews in [job.run for job in jobs()]
