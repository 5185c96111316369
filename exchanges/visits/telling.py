"""Who is told what about a visit, and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.models import City, Membership
from cities.selectors import approvers_of
from exchanges.follows.telling import tell_followers
from exchanges.models import (
    STANDING,
    FollowUp,
    SignupState,
    TakeAway,
    Visit,
    VisitQuestion,
    VisitSignup,
)
from notifications.events import Event
from notifications.services import in_site_language, notify, settle

#: What changed, as people read it.
PARTS = {
    "title": gettext_lazy("主题"),
    "summary": gettext_lazy("考察内容"),
    **dict.fromkeys(("starts_on", "ends_on"), gettext_lazy("日期")),
    "meeting_place": gettext_lazy("集合地点"),
    "agenda": gettext_lazy("日程"),
}


def address_of(visit: Visit) -> str:
    return reverse("visit", args=[visit.pk])


# --- who ----------------------------------------------------------------------------------------------------------
def hosts_of(visit: Visit) -> list[User]:
    """The author, while writing for the city, and its approvers."""
    return [*_still_there(visit.city, visit.author), *approvers_of(visit.city)]


def goers_of(signup: VisitSignup) -> list[User]:
    """Who signed up; where that person has left, the approvers of the city."""
    return _still_there(signup.city, signup.asked_by) or approvers_of(signup.city)


def _still_there(city: City, person: User) -> list[User]:
    return [person] if Membership.objects.active().filter(city=city, user=person).exists() else []


# --- to followers -------------------------------------------------------------------------------------------------
@in_site_language
def announced(visit: Visit, by: User) -> None:
    """Of the host, of its themes, of the cases to be seen."""
    tell_followers(
        of=[visit.city, *visit.themes.all(), *visit.practices.all()],
        event=Event.VISIT_NEW,
        target=visit,
        city=visit.city,
        subject=_("%(city)s请各市来考察“%(title)s”") % {"city": visit.city.name, "title": visit.title},
        body=_("%(day)s开始，%(until)s报名截止。")
        % {"day": visit.starts_on.isoformat(), "until": visit.sign_up_until.isoformat()},
        url=address_of(visit),
        dedupe_key=f"visit-new-{visit.pk}",
        by=by,
    )


# --- to the host --------------------------------------------------------------------------------------------------
@in_site_language
def asked_to_come(signup: VisitSignup, by: User) -> None:
    _tell_hosts(
        signup.visit,
        by,
        Event.VISIT_SIGNUP,
        _("%(city)s报名参加“%(title)s”") % {"city": signup.city.name, "title": signup.visit.title},
        body=_("%(number)s 人，请确认。") % {"number": signup.number},
        url=reverse("visit_sign_ups", args=[signup.visit_id]),
        key=f"visit-signup-{signup.pk}",
    )


@in_site_language
def withdrawn(signup: VisitSignup, by: User) -> None:
    _settle_if_all_decided(signup.visit)
    _tell_hosts(
        signup.visit,
        by,
        Event.VISIT_WITHDRAWN,
        _("%(city)s不来参加“%(title)s”了") % {"city": signup.city.name, "title": signup.visit.title},
        body=_("原因：%(reason)s") % {"reason": signup.reason},
        url=reverse("visit_sign_ups", args=[signup.visit_id]),
    )


@in_site_language
def question_asked(question: VisitQuestion, by: User) -> None:
    _tell_hosts(
        question.visit,
        by,
        Event.VISIT_QUESTION,
        _("%(city)s就“%(title)s”提了问题") % {"city": question.city.name, "title": question.visit.title},
        body=question.text,
        url=reverse("visit_answer", args=[question.visit_id, question.pk]),
    )


@in_site_language
def taken_home(take_away: TakeAway, by: User) -> None:
    words = {"city": take_away.city.name, "title": take_away.visit.title}
    _tell_hosts(take_away.visit, by, Event.VISIT_TAKE_AWAY, _("%(city)s写了“%(title)s”的考察收获") % words)
    settle(target=take_away.visit, events=[Event.TAKE_AWAY_DUE], recipient=by)


@in_site_language
def followed_up(row: FollowUp, visit: Visit, by: User) -> None:
    words = {"city": row.signup.city.name, "answer": row.get_answer_display()}
    settle(target=visit, events=[Event.VISIT_FOLLOW_UP], recipient=by)
    _tell_hosts(
        visit,
        by,
        Event.VISIT_TAKE_AWAY,
        _("%(city)s回复考察回访：%(answer)s") % words,
        body=row.reason,
    )


@in_site_language
def hidden(visit: Visit, by: User) -> None:
    _tell_hosts(
        visit,
        by,
        Event.VISIT_CHANGED,
        _("“%(title)s”已被隐藏") % {"title": visit.title},
        body=_("原因：%(reason)s") % {"reason": visit.hide_reason},
    )


@in_site_language
def closing_soon(visit: Visit, undecided: int) -> None:
    _tell_hosts(
        visit,
        None,
        Event.VISIT_SIGNUP,
        _("“%(title)s”的报名即将截止") % {"title": visit.title},
        body=_("%(day)s 截止，还有 %(number)s 个城市等您确认。")
        % {"day": visit.sign_up_until.isoformat(), "number": undecided},
        url=reverse("visit_sign_ups", args=[visit.pk]),
        key=f"visit-closing-{visit.pk}-{visit.sign_up_until.isoformat()}",
    )


def _tell_hosts(
    visit: Visit, by: User | None, event: str, subject: str, *, body: str = "", url: str = "", key: str | None = None
) -> None:
    notify(
        recipients=hosts_of(visit),
        by=by,
        event=event,
        target=visit,
        city=visit.city,
        subject=subject,
        body=body,
        reason=_("%(city)s是主办城市") % {"city": visit.city.name},
        url=url or address_of(visit),
        dedupe_key=key,
    )


def _settle_if_all_decided(visit: Visit) -> None:
    if not visit.signups.filter(state=SignupState.ASKED).exists():
        settle(target=visit, events=[Event.VISIT_SIGNUP])


# --- to the cities that come --------------------------------------------------------------------------------------
@in_site_language
def answered(signup: VisitSignup, by: User) -> None:
    _settle_if_all_decided(signup.visit)
    is_yes = signup.state == SignupState.APPROVED
    words = _("“%(title)s”：报名已确认") if is_yes else _("“%(title)s”：报名未获确认")
    _tell_goers(
        [signup],
        by,
        Event.VISIT_ANSWERED,
        words % {"title": signup.visit.title},
        body=_("请把行程加入日历。") if is_yes else _("原因：%(reason)s") % {"reason": signup.reason},
        key=f"visit-answered-{signup.pk}-{signup.state}",
    )


@in_site_language
def changed(visit: Visit, changes: Iterable[str], by: User) -> None:
    parts = "、".join(dict.fromkeys(str(PARTS[name]) for name in changes))
    _tell_goers(
        _standing(visit),
        by,
        Event.VISIT_CHANGED,
        _("“%(title)s”有变动：%(parts)s") % {"title": visit.title, "parts": parts},
        body=_("请看新的安排，并重新下载日历文件。"),
        key=f"visit-changed-{visit.pk}-{visit.sequence}",
    )


@in_site_language
def cancelled(visit: Visit, by: User) -> None:
    settle(target=visit, events=[Event.VISIT_SIGNUP, Event.VISIT_QUESTION])
    _tell_goers(
        _standing(visit),
        by,
        Event.VISIT_CANCELLED,
        _("“%(title)s”已取消") % {"title": visit.title},
        body=_("原因：%(reason)s") % {"reason": visit.cancel_reason},
        key=f"visit-cancelled-{visit.pk}",
    )


@in_site_language
def question_answered(question: VisitQuestion, by: User) -> None:
    visit = question.visit
    if not visit.questions.filter(answered_at=None).exists():
        settle(target=visit, events=[Event.VISIT_QUESTION])
    notify(
        recipients=_still_there(question.city, question.asked_by),
        by=by,
        event=Event.VISIT_ANSWERED,
        target=visit,
        city=visit.city,
        subject=_("“%(title)s”：您的问题有答复了") % {"title": visit.title},
        body=question.answer,
        reason=_("您提了这个问题"),
        url=f"{address_of(visit)}#question-{question.pk}",
        dedupe_key=f"visit-question-answered-{question.pk}",
    )


@in_site_language
def tomorrow(visit: Visit) -> None:
    coming = [row for row in _standing(visit) if row.state == SignupState.APPROVED]
    subject = _("“%(title)s”明天开始") % {"title": visit.title}
    body = _("集合地点：%(place)s") % {"place": visit.meeting_place}
    key = f"visit-tomorrow-{visit.pk}-{visit.starts_on.isoformat()}"
    _tell_goers(coming, None, Event.VISIT_TOMORROW, subject, body=body, key=key)
    _tell_hosts(visit, None, Event.VISIT_TOMORROW, subject, body=body, key=key)


@in_site_language
def take_away_due(signup: VisitSignup) -> None:
    _tell_goers(
        [signup],
        None,
        Event.TAKE_AWAY_DUE,
        _("请写“%(title)s”的考察收获") % {"title": signup.visit.title},
        body=_("写下带回了什么、打算试什么，本市和别的城市都看得到。"),
        url=reverse("take_away", args=[signup.visit_id]),
        key=f"take-away-due-{signup.pk}",
    )


@in_site_language
def ask_after(row: FollowUp) -> None:
    _tell_goers(
        [row.signup],
        None,
        Event.VISIT_FOLLOW_UP,
        _("考察“%(title)s”之后，启动了吗？") % {"title": row.signup.visit.title},
        body=_("已启动的，登记借鉴；还没有的，三个月后再问；不打算做的，请写明原因。"),
        url=reverse("visit_follow_up", args=[row.signup.visit_id]),
        key=f"visit-follow-up-{row.pk}",
    )


def _standing(visit: Visit) -> list[VisitSignup]:
    return list(visit.signups.filter(state__in=STANDING).select_related("city", "asked_by", "visit__city"))


def _tell_goers(
    signups: Iterable[VisitSignup],
    by: User | None,
    event: str,
    subject: str,
    *,
    body: str,
    key: str,
    url: str = "",
) -> None:
    for signup in signups:
        notify(
            recipients=goers_of(signup),
            by=by,
            event=event,
            target=signup.visit,
            city=signup.visit.city,
            subject=subject,
            body=body,
            reason=_("%(city)s报名了这次考察") % {"city": signup.city.name},
            url=url or address_of(signup.visit),
            dedupe_key=key,
        )
