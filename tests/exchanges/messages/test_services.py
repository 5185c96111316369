"""Two sides, and nobody else; told once until they read."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from cities.models import City
from cities.services import city_leave, hand_over, membership_end
from exchanges import limits
from exchanges.messages import services
from exchanges.messages.services import (
    conversation_close,
    conversation_open,
    conversation_read,
    conversation_with_city,
    message_send,
)
from exchanges.models import Conversation
from notifications.events import Event
from notifications.models import Notification
from notifications.permissions import may_still_read
from practices.models import Hold
from tests.factories.cities import administrator, approver_of, city, curator, editor_of, member_of
from tests.factories.exchanges import letter
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return editor_of("rizhao")


@pytest.fixture
def case(author):
    return practice("rizhao", owner=author)


@pytest.fixture
def asker():
    return member_of("heze")


def again(person: User) -> User:
    """Without the rights remembered on the object."""
    return User.objects.get(pk=person.pk)


def reads(person: User, row: Conversation) -> bool:
    return Conversation.objects.visible_to(again(person)).filter(pk=row.pk).exists()


def unread(person: User) -> int:
    return Conversation.objects.unread_by(again(person)).count()


def told(person: User) -> int:
    return Notification.objects.of(person).unread().filter(event=Event.MESSAGE).count()


def say(row: Conversation, by: User, words: str) -> None:
    message_send(conversation=row, by=again(by), body=f"<p>{words}</p>")


# --- who reads ----------------------------------------------------------------------------------------------------
def test_a_letter_about_a_case_is_read_by_its_author_and_its_asker_alone(case, author, asker):
    row = letter(case, asker)
    assert reads(author, row) and reads(asker, row)
    others = [editor_of("rizhao"), approver_of("rizhao"), member_of("heze"), approver_of("heze"), curator()]
    assert [person for person in [*others, administrator()] if reads(person, row)] == []


def test_where_nobody_keeps_the_case_any_more_its_approvers_answer(case, author, asker):
    row, approver = letter(case, asker), approver_of("rizhao")
    assert not reads(approver, row)
    membership_end(membership=author.memberships.get())
    assert reads(approver, row) and not reads(author, row)


def test_a_letter_to_a_city_is_read_by_its_writers(asker):
    writer, approver, member = editor_of("rizhao"), approver_of("rizhao"), member_of("rizhao")
    row = conversation_with_city(to=city("rizhao"), by=asker, city=city("heze"), body="<p>想来考察</p>")
    assert reads(writer, row) and reads(approver, row) and not reads(member, row)


def test_who_left_reads_no_more_and_stays_the_author(case, author, asker):
    row = letter(case, asker)
    membership_end(membership=asker.memberships.get())
    assert not reads(asker, row)
    assert row.said.get().author == asker
    with pytest.raises(ValidationError, match="收不到这封信"):
        say(row, author, "由街道定")


def test_the_successor_reads_and_is_told(case, author, asker):
    row, approver, successor = letter(case, asker), approver_of("rizhao"), editor_of("rizhao")
    assert not reads(successor, row)
    hand_over(leaver=author, successor=successor, city=city("rizhao"), by=approver, reason="调动")
    assert reads(successor, row) and not reads(author, row)
    assert unread(successor) == told(successor) == 1


def test_an_erased_case_leaves_the_letters_about_it(case, asker):
    row, approver = letter(case, asker), approver_of("rizhao")
    case.delete()
    assert reads(asker, row) and reads(approver, row)


def test_a_case_that_closed_leaves_the_letters_about_it(case, author, asker):
    row = letter(case, asker)
    Hold.objects.create(practice=case, limit="city", reason="原因", set_by=author)
    assert reads(asker, row)
    with pytest.raises(PermissionDenied):
        letter(case, member_of("heze"))


# --- who writes ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [lambda: member_of("rizhao"), lambda: approver_of("rizhao"), administrator])
def test_colleagues_and_administrators_do_not_write_letters(case, who):
    with pytest.raises(PermissionDenied):
        letter(case, who(), "rizhao")


def test_nobody_writes_for_a_city_that_is_not_theirs(case, asker):
    with pytest.raises(PermissionDenied):
        letter(case, asker, "jinan")


def test_who_is_on_neither_side_adds_nothing(case, asker):
    row = letter(case, asker)
    with pytest.raises(PermissionDenied):
        say(row, approver_of("rizhao"), "由街道定")


def test_a_second_letter_about_a_case_goes_on_with_the_first(case, asker):
    assert letter(case, asker) == letter(case, again(asker), body="<p>还想问一句</p>")
    assert Conversation.objects.get().message_count == 2


def test_a_city_that_left_is_not_written_to(case, asker):
    row = letter(case, asker)
    city_leave(city=City.objects.get(slug="rizhao"))
    with pytest.raises(ValidationError, match="没有人收信"):
        say(row, asker, "还在吗")
    with pytest.raises(PermissionDenied):
        conversation_with_city(to=city("rizhao"), by=asker, city=city("heze"), body="<p>您好</p>")


# --- closing ------------------------------------------------------------------------------------------------------
def test_a_closed_conversation_is_opened_by_the_side_that_closed_it_alone(case, author, asker):
    row = letter(case, asker)
    conversation_close(conversation=row, by=author)
    with pytest.raises(ValidationError, match="不能再写"):
        say(row, asker, "还想问一句")
    with pytest.raises(ValidationError, match="不能再写"):
        letter(case, again(asker), body="<p>换一条路</p>")
    with pytest.raises(ValidationError, match="对方关闭的"):
        conversation_open(conversation=row, by=asker)
    conversation_open(conversation=row, by=author)
    say(row, asker, "谢谢")


# --- too much -----------------------------------------------------------------------------------------------------
def test_who_is_not_answered_does_not_ask_without_end(case, author, asker, monkeypatch):
    monkeypatch.setattr(services, "MOST_IN_A_ROW", 2)
    row = letter(case, asker)
    say(row, asker, "二")
    with pytest.raises(ValidationError, match="请等对方答复"):
        say(row, asker, "三")
    say(row, author, "答")
    say(row, asker, "四")


def test_the_same_words_are_not_sent_twice(case, asker):
    row = letter(case, asker)
    with pytest.raises(ValidationError, match="已经发过"):
        say(row, asker, "请问收费标准是谁定的？")


@pytest.mark.parametrize("kind", ["conversation", "message"])
def test_whoever_writes_to_everybody_is_stopped_in_words(case, asker, monkeypatch, kind):
    monkeypatch.setitem(limits.MOST, kind, (1, 1))
    letter(case, asker)
    with pytest.raises(ValidationError):
        letter(practice("jinan"), again(asker), body="<p>另一封</p>")


def test_a_letter_is_cut_in_nothing_and_refused_when_too_long(case, asker):
    with pytest.raises(ValidationError, match="最多 2000 字"):
        letter(case, asker, body=f"<p>{'长' * 2001}</p>")
    assert not Conversation.objects.exists()


# --- told ---------------------------------------------------------------------------------------------------------
def test_the_other_side_is_told_once_until_it_reads(case, author, asker):
    row = letter(case, asker)
    say(row, asker, "二")
    say(row, asker, "三")
    assert Notification.objects.filter(event=Event.MESSAGE).count() == told(author) == 1
    conversation_read(conversation=Conversation.objects.get(), by=author)
    assert told(author) == unread(author) == 0
    say(row, asker, "四")
    assert told(author) == unread(author) == 1
    assert told(asker) == 0


def test_one_answer_of_a_colleague_is_enough(case, author, asker):
    colleague = editor_of("rizhao")
    case.contact_user = colleague
    case.save()
    row = letter(case, asker)
    assert told(author) == told(colleague) == unread(colleague) == 1
    say(row, colleague, "由街道定")
    assert told(author) == unread(author) == 0
    assert told(asker) == unread(asker) == 1


def test_neither_the_words_nor_the_case_stand_in_what_is_told(case, author, asker):
    letter(case, asker, body="<p>收费标准</p>")
    line = Notification.objects.of(author).get(event=Event.MESSAGE)
    said = " ".join([line.subject, line.body, line.reason])
    assert case.title not in said and "收费标准" not in said


def test_who_left_before_the_mail_went_out_is_not_told(case, author, asker):
    letter(case, asker)
    membership_end(membership=author.memberships.get())
    line = Notification.objects.get(event=Event.MESSAGE)
    line.recipient = again(author)
    assert not may_still_read(line)


def test_script_in_a_letter_does_not_reach_the_database(case, asker):
    row = letter(case, asker, body='<p onclick="x()">您好<script>x()</script><img src=x onerror=x()></p>')
    assert row.said.get().body == "<p>您好</p>"
