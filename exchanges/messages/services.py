"""Writing to the contact of a case or a city, and answering."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import City
from cities.viewers import viewer_of
from exchanges.limits import limit, must_not_flood, must_not_repeat
from exchanges.messages.permissions import asker_of, contacts_of, may_ask_about, may_ask_city
from exchanges.models import Conversation, Message, MessageReading
from exchanges.text import must_fit
from notifications.events import Event
from notifications.models import Notification
from notifications.services import in_site_language, notify, settle
from practices.models import PracticePage
from vocabulary.richtext import sanitize_written

#: Visible characters of one message.
MOST_LETTERS = 2000
#: Messages of one side in a row: who is not answered is not asked more often.
MOST_IN_A_ROW = 5
limit("conversation", Conversation, an_hour=10, a_day=20, by="asker")
limit("message", Message, an_hour=40, a_day=150)


# --- beginning ----------------------------------------------------------------------------------------------------
@transaction.atomic
def conversation_about_case(*, practice: PracticePage, by: User, city: City | None, body: str) -> Conversation:
    """`city` for which `by` asks, None for the office. Goes on with what the two sides have said about the case before.
    Raises ValidationError in words."""
    if not may_ask_about(by, practice):
        raise PermissionDenied
    row = Conversation(about=Conversation.About.CASE, practice=practice, city=practice.city, asker=by, asker_city=city)
    return _begin(row, Conversation.objects.filter(asker=by, practice=practice), body)


@transaction.atomic
def conversation_with_city(*, to: City, by: User, city: City | None, body: str) -> Conversation:
    if not may_ask_city(by, to):
        raise PermissionDenied
    row = Conversation(about=Conversation.About.CITY, city=to, asker=by, asker_city=city)
    return _begin(row, Conversation.objects.filter(asker=by, city=to, about=row.about), body)


def _begin(row: Conversation, before: object, body: str) -> Conversation:
    """One conversation of a person about one thing, so that a closed one cannot be gone round."""
    _must_stand_for(row.asker, row.asker_city)
    User.objects.select_for_update().get(pk=row.asker_id)
    existing: Conversation | None = before.first()  # type: ignore[attr-defined]
    if existing is None:
        must_not_flood(row.asker, "conversation")
        row.save()
    elif existing.asker_city_id != row.asker_city_id:
        # Asked again from another place: the person has moved, and so has the conversation.
        existing.asker_city = row.asker_city
        existing.save(update_fields=["asker_city"])
    conversation = existing or row
    message_send(conversation=conversation, by=row.asker, body=body)
    return conversation


def _must_stand_for(user: User, city: City | None) -> None:
    viewer = viewer_of(user)
    if not (viewer.in_office if city is None else city.pk in viewer.city_ids):
        raise PermissionDenied


# --- going on -----------------------------------------------------------------------------------------------------
@transaction.atomic
def message_send(*, conversation: Conversation, by: User, body: str) -> Message:
    """Raises ValidationError in words, PermissionDenied for who is on neither side."""
    row = _locked(conversation, by)
    is_asker: bool = row.is_asker  # type: ignore[attr-defined]
    body = sanitize_written(body)
    if row.closed_at is not None:
        raise ValidationError(_("这次往来已经关闭，不能再写。"))
    must_fit(body, most=MOST_LETTERS)
    _must_be_heard(row, is_asker)
    must_not_flood(by, "message")
    must_not_repeat(by, body, rows=row.said.all())
    in_a_row = row.in_a_row + 1 if row.last_from_asker == is_asker else 1
    if in_a_row > MOST_IN_A_ROW:
        words = _("已连续写了 %(most)s 条，请等对方答复。急事请打联系人的电话。")
        raise ValidationError(words % {"most": MOST_IN_A_ROW})
    message = Message(conversation=row, number=row.message_count + 1, author=by, from_asker=is_asker, body=body)
    message.save()
    row.message_count, row.in_a_row = message.number, in_a_row
    row.last_at, row.last_from_asker = message.created_at, is_asker
    row.save()
    _read(row, by)
    _settle_for_colleagues(row, is_asker)
    tell_other_side(row, by)
    return message


def _settle_for_colleagues(row: Conversation, is_asker: bool) -> None:
    """Somebody of this side has answered: it waits for nobody else of it."""
    for person in asker_of(row) if is_asker else contacts_of(row):
        settle(target=row, events=[Event.MESSAGE], recipient=person)


def _must_be_heard(row: Conversation, is_asker: bool) -> None:
    if is_asker and not contacts_of(row):
        raise ValidationError(_("对方现在没有人收信。请到案例或城市页面看联系电话。"))
    if not is_asker and not asker_of(row):
        raise ValidationError(_("对方已不在原来的城市，收不到这封信。"))


@transaction.atomic
def conversation_close(*, conversation: Conversation, by: User) -> None:
    """By either side; nobody writes until that side opens it again."""
    row = _locked(conversation, by)
    if row.closed_at is not None:
        raise ValidationError(_("这次往来已经关闭。"))
    row.closed_at, row.closed_by, row.closed_by_asker = timezone.now(), by, row.is_asker  # type: ignore[attr-defined]
    row.save()
    settle(target=row, events=[Event.MESSAGE])


@transaction.atomic
def conversation_open(*, conversation: Conversation, by: User) -> None:
    row = _locked(conversation, by)
    if row.closed_at is None:
        return
    if row.closed_by_asker != row.is_asker:  # type: ignore[attr-defined]
        raise ValidationError(_("是对方关闭的，只有对方能重新打开。"))
    row.closed_at, row.closed_by = None, None
    row.save()


@transaction.atomic
def conversation_read(*, conversation: Conversation, by: User) -> None:
    """Up to its last message; what was told about it is no news any more."""
    _read(conversation, by)
    settle(target=conversation, events=[Event.MESSAGE], recipient=by)


def _read(conversation: Conversation, by: User) -> None:
    MessageReading.objects.update_or_create(
        conversation=conversation, user=by, defaults={"read_to": conversation.message_count}
    )


def _locked(conversation: Conversation, by: User) -> Conversation:
    Conversation.objects.select_for_update().filter(pk=conversation.pk).order_by().first()
    row = Conversation.objects.visible_to(by).select_related("city", "asker", "practice").filter(pk=conversation.pk)
    found = row.first()
    if found is None:
        raise PermissionDenied
    return found


# --- telling ------------------------------------------------------------------------------------------------------
@in_site_language
def tell_other_side(row: Conversation, by: User | None) -> None:
    """Once until it is read, whatever else is written. Neither the words nor the name of the case stand in the line or
    the mail: they are for who may read them when they are read."""
    people = contacts_of(row) if row.last_from_asker else asker_of(row)
    waiting = Notification.objects.unread().filter(event=Event.MESSAGE, object_id=str(row.pk))
    told = set(waiting.filter(recipient__in=people).values_list("recipient", flat=True))
    place = row.asker_city.name if row.asker_city else _("省级办公室")
    sender = f"{place} {row.asker}" if row.last_from_asker else f"{row.city.name} {by or ''}".strip()
    notify(
        recipients=[person for person in people if person.pk not in told],
        by=by,
        event=Event.MESSAGE,
        target=row,
        city=row.city,
        subject=_("%(sender)s给您写了私信") % {"sender": sender},
        reason=_reason(row),
        url=reverse("conversation", args=[row.pk]),
        dedupe_key=f"message-{row.pk}-{row.message_count}",
    )


def _reason(row: Conversation) -> str:
    if not row.last_from_asker:
        return _("您给对方写过信")
    if row.about == Conversation.About.CASE:
        return _("您是案例的作者或联系人，或审核本市案例")
    return _("您是%(city)s的编辑或审核") % {"city": row.city.name}
