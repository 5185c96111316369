"""Invented study visits: one to come, one that was held and is being asked after."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from accounts.models import User
from alliance.sample.reading import MARK, NOTICE
from cities.models import WRITING_ROLES, City, Membership
from exchanges.models import Thread, Visit
from exchanges.visits.arranging import visit_write
from exchanges.visits.clock import today
from exchanges.visits.questions import question_answer, question_ask
from exchanges.visits.reminders import follow_the_day
from exchanges.visits.rules import AgendaRow
from exchanges.visits.signing_up import Person, signup_approve, signup_ask
from exchanges.visits.taking_home import take_away_write
from practices.models import PracticePage
from vocabulary.models import Term

HOST, GUESTS = "rizhao", ("heze", "jining")
COMING, HELD = f"夜市划区定点疏导现场考察{MARK}", f"生活垃圾分类亭点改造考察{MARK}"
#: Days from today: the one to come; how long ago the other was, so that it is asked after.
AHEAD, AGO = 24, 95


def load_visits() -> None:
    """Days are counted from the day of loading. Where a city or an account is missing, nothing is made."""
    writers = Membership.objects.active().filter(role__in=WRITING_ROLES, city__in=City.objects.members())
    found = User.objects.filter(username__in=_usernames(), pk__in=writers.values("user"))
    people = {user.username: user for user in found}
    if len(people) < len(_usernames()) or Visit.objects.filter(title__in=[COMING, HELD]).exists():
        return
    _come(people)
    _went(people)


def remove_visits() -> None:
    """With their conversations; nobody else's threads are touched."""
    visits = Visit.objects.filter(title__in=[COMING, HELD], author__username=f"{HOST}-editor")
    threads = list(visits.values_list("thread", flat=True))
    visits.delete()
    Thread.objects.filter(pk__in=threads).delete()


def _usernames() -> list[str]:
    return [f"{slug}-editor" for slug in (HOST, *GUESTS)]


def _come(people: dict[str, User]) -> None:
    host = people[f"{HOST}-editor"]
    visit = _announced(host, COMING, AHEAD, "street-order", "看海滨夜市怎样划区、定点、定时，和摊主代表座谈。")
    heze = _signed_up(visit, people, "heze", 2)
    signup_approve(signup=heze, by=host)
    _signed_up(visit, people, "jining", 3)
    said = {"visit": visit, "city": heze.city, "by": people["heze-editor"]}
    question = question_ask(text="夜市收摊后的垃圾由谁清，一晚大约多少钱？", **said)
    question_answer(question=question, by=host, answer="由摊主自治小组分段清，环卫车凌晨统一拉走。费用现场介绍。")
    question_ask(text="划线以前做了哪些民意调查？", **said)


def _went(people: dict[str, User]) -> None:
    """Announced as if it were to come, then dated back: nothing is signed up for in the past."""
    host = people[f"{HOST}-editor"]
    visit = _announced(host, HELD, 1, "waste-sorting", "看亭点改造前后对比，和社区督导员交流。")
    for slug in GUESTS:
        signup_approve(signup=_signed_up(visit, people, slug, 2), by=host)
    day = today() - timedelta(days=AGO)
    Visit.objects.filter(pk=visit.pk).update(starts_on=day, ends_on=day, sign_up_until=day)
    visit.agenda.update(day=day)
    follow_the_day()
    take_away_write(
        visit=visit,
        city=City.objects.get(slug="heze"),
        by=people["heze-editor"],
        learnt="<p>亭点不在多，在有人管：每个亭点写明督导员和清运时间。</p>",
        will_try="<p>先选两个小区，把亭点减到一半，配齐洗手池和照明。</p>",
    )


def _announced(host: User, title: str, days: int, theme: str, about: str) -> Visit:
    day = today() + timedelta(days=days)
    city = City.objects.get(slug=HOST)
    fields: dict[str, Any] = {
        "title": title,
        "summary": f"<p>{NOTICE}</p><p>{about}</p>",
        "starts_on": day,
        "ends_on": day,
        "meeting_place": "示例市示例路 1 号",
        "places": 12,
        "places_per_city": 4,
        "sign_up_until": day - timedelta(days=1),
        "contact_name": "示例联系人",
        "contact_phone": "0633-0000 0001",
        "visibility": "public",
    }
    cases = PracticePage.objects.live().filter(city=city, themes__code=theme, title__endswith=MARK, visibility="public")
    return visit_write(
        by=host,
        city=city,
        fields=fields,
        agenda=_agenda(day),
        themes=Term.objects.filter(scheme="theme", code=theme),
        practices=list(cases.order_by("pk")[:1]),
        announce=True,
    )


def _agenda(day: date) -> list[AgendaRow]:
    return [
        AgendaRow(day, time(9), time(11, 30), "示例街道", "现场看，和一线人员交流"),
        AgendaRow(day, time(14), time(16), "示例会议室", "座谈：怎样起步，花了多少钱，走过哪些弯路"),
    ]


def _signed_up(visit: Visit, people: dict[str, User], slug: str, number: int) -> Any:
    return signup_ask(
        visit=visit,
        city=City.objects.get(slug=slug),
        by=people[f"{slug}-editor"],
        number=number,
        people=[Person(f"示例人员{place}", "示例单位") for place in range(1, number + 1)],
    )
