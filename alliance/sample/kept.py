"""What sample people keep, find useful and write to one another."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from accounts.models import User
from alliance.sample.accounts import SAMPLE_ACCOUNTS
from alliance.sample.reading import MARK
from exchanges.favourites.services import favourite_add, list_add, list_share
from exchanges.helpful.services import helpful_say
from exchanges.messages.services import conversation_about_case, message_send
from exchanges.models import Conversation, FavouriteList, Helpful, Message
from practices.models import PracticePage

OWN_LIST, CITY_LIST = f"流动摊点治理{MARK}", f"下半年学习清单{MARK}"
NOTES = ("参考划线和收费的办法", "指标口径写得清楚，汇报时可以照用", "")
REASON = "示例：摊位划线的办法直接用上了"
ASKED = "<p>示例：贵市的疏导点是按街道划的，还是按夜市规模划的？我们准备先试两个街道。</p>"
ANSWERED = "<p>示例：按街道划，每个街道先试一处，运行一个月后再看要不要加。台账模板在案例的附件里。</p>"


def load(people: Mapping[str, User]) -> None:
    """Once; of a city whose people are not there, nothing."""
    reader, writer = people.get("heze-member"), people.get("heze-editor")
    if reader is None or writer is None or FavouriteList.objects.filter(name=OWN_LIST, owner=reader).exists():
        return
    cases = list(_foreign_cases())
    own, shared = list_add(owner=reader, name=OWN_LIST), list_add(owner=writer, name=CITY_LIST)
    list_share(kept_in=shared, city=writer.memberships.get().city, by=writer)
    for number, case in enumerate(cases):
        favourite_add(practice=case, by=reader, kept_in=own, note=NOTES[number % len(NOTES)])
        favourite_add(practice=case, by=writer, kept_in=shared)
        helpful_say(practice=case, by=reader, reason=REASON if number == 0 else "")
        helpful_say(practice=case, by=writer)
    _letters(reader, cases)


def _foreign_cases() -> QuerySet[PracticePage]:
    """Read by the whole alliance, of other cities than Heze."""
    cases = PracticePage.objects.live().filter(title__endswith=MARK, visibility="public").exclude(city__slug="heze")
    return cases.select_related("city", "owner").order_by("first_published_at", "pk")[:3]


def _letters(reader: User, cases: list[PracticePage]) -> None:
    for case in cases[:1]:
        city = reader.memberships.get().city
        row = conversation_about_case(practice=case, by=reader, city=city, body=ASKED)
        message_send(conversation=row, by=case.owner, body=ANSWERED)


def remove() -> None:
    """A conversation into which a real person wrote stays."""
    people = User.objects.filter(username__in=[account.username for account in SAMPLE_ACCOUNTS])
    people = people.filter(name__in=[account.name for account in SAMPLE_ACCOUNTS])
    FavouriteList.objects.filter(owner__in=people, name__endswith=MARK).delete()
    Helpful.objects.filter(author__in=people).delete()
    with_others = Message.objects.exclude(author__in=people).values("conversation")
    Conversation.objects.filter(asker__in=people).exclude(pk__in=with_others).delete()
