"""Who hears of what becomes of a request, and why they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Membership
from cities.selectors import approvers_of
from exchanges.follows.telling import tell_followers
from exchanges.models import Answer, RequestState, RequestStep, SolutionRequest
from notifications.events import Event
from notifications.permissions import may_read
from notifications.services import in_site_language, notify, settle
from practices.models import PracticePage
from practices.reminders import keepers_of
from vocabulary.richtext import stored_to_text

#: Contacts of matched cases told of one request. More would be mail that nobody asked for.
MOST_CONTACTS = 12
SHORT = 120


def address_of(request: SolutionRequest, answer: Answer | None = None) -> str:
    place = reverse("request", args=[request.pk])
    return f"{place}#answer-{answer.pk}" if answer else place


def askers_of(request: SolutionRequest) -> list[User]:
    """Who asked, while a member of the city; then its approvers."""
    if request.city is None:
        return [request.author]
    membership = Membership.objects.active().in_city(request.city).filter(user=request.author)
    return [request.author] if membership.exists() else approvers_of(request.city)


@in_site_language
def tell_contacts(request: SolutionRequest, cases: Iterable[PracticePage]) -> int:
    """Those who keep a case that matches; each once, for the case that matches best. Returns how many were told."""
    chosen: dict[int, tuple[User, PracticePage]] = {}
    for case in cases:
        for person in keepers_of(case):
            if person.pk not in chosen and person.pk != request.author_id and may_read(person, request):
                chosen[person.pk] = (person, case)
    told = 0
    for person, case in list(chosen.values())[:MOST_CONTACTS]:
        reason = _("您是案例《%(title)s》的联系人") % {"title": case.title}
        told += bool(notify(recipients=[person], reason=reason, **_asked(request)))
    return told


@in_site_language
def tell_followers_of_subject(request: SolutionRequest) -> None:
    """Those of its city and its themes. Who keeps a matching case has heard already."""
    tell_followers(of=[*([request.city] if request.city else []), *request.themes.all()], **_asked(request))


def _asked(request: SolutionRequest) -> dict[str, Any]:
    return {
        "by": request.author,
        "event": Event.REQUEST_ASKED,
        "target": request,
        "city": request.city,
        "subject": _("%(city)s求助：%(title)s") % {"city": asking(request), "title": request.title},
        "body": stored_to_text(request.problem)[:SHORT],
        "url": address_of(request),
        "dedupe_key": f"request-{request.pk}",
    }


def asking(row: SolutionRequest | Answer) -> str:
    """Whose words they are, for people."""
    return row.city.name if row.city else _("省级办公室")


@in_site_language
def tell_answered(answer: Answer) -> None:
    request = answer.request
    news = {
        "by": answer.author,
        "event": Event.REQUEST_ANSWERED,
        "target": request,
        "city": request.city,
        "subject": _("%(city)s答复了“%(title)s”") % {"city": asking(answer), "title": request.title},
        "body": stored_to_text(answer.body)[:SHORT],
        "url": address_of(request, answer),
        "dedupe_key": f"answer-{answer.pk}",
    }
    notify(recipients=askers_of(request), reason=_("您提出了这条求助"), **news)
    tell_followers(of=[request], **news)


@in_site_language
def tell_accepted(answer: Answer) -> None:
    request = answer.request
    notify(
        recipients=[answer.author],
        by=answer.accepted_by,
        event=Event.ANSWER_ACCEPTED,
        target=answer,
        city=request.city,
        subject=_("%(city)s采纳了您的答复：%(title)s") % {"city": asking(request), "title": request.title},
        reason=_("您答复了这条求助"),
        url=address_of(request, answer),
        dedupe_key=f"accepted-{answer.pk}",
    )


@in_site_language
def tell_moved(request: SolutionRequest, step: RequestStep) -> None:
    """Those whose answers were accepted, since what came of their practice is news for them above all, and followers."""
    if not request.is_running:
        settle(target=request, events=[Event.REQUEST_ASKED, Event.REQUEST_OVERDUE])
    words = {
        RequestState.ON_TRIAL: _("开始试行：%(title)s"),
        RequestState.RESOLVED: _("求助已解决：%(title)s"),
        RequestState.CLOSED: _("求助未解决关闭：%(title)s"),
    }
    subject = words.get(RequestState(step.to_state), _("求助有新进展：%(title)s"))
    news = {
        "by": step.by,
        "event": Event.REQUEST_MOVED,
        "target": request,
        "city": request.city,
        "subject": (_("试行有新情况：%(title)s") if step.is_note else subject) % {"title": request.title},
        "body": step.note[:SHORT],
        "url": address_of(request),
        "dedupe_key": f"request-step-{step.pk}",
    }
    answers = request.answers.in_sight().accepted().select_related("author")
    notify(recipients=[answer.author for answer in answers], reason=_("您的答复被采纳"), **news)
    tell_followers(of=[request], **news)


@in_site_language
def tell_hidden(row: SolutionRequest | Answer, request: SolutionRequest, by: User) -> None:
    is_answer = isinstance(row, Answer)
    words = _("您对“%(title)s”的答复被隐藏") if is_answer else _("您的求助“%(title)s”被隐藏")
    notify(
        recipients=[row.author],
        by=by,
        event=Event.REQUEST_HIDDEN,
        target=row,
        city=row.city,
        subject=words % {"title": request.title},
        body=_("原因：%(reason)s") % {"reason": row.hide_reason},
        reason=_("这是您写的"),
        url=address_of(request),
    )


@in_site_language
def tell_overdue(request: SolutionRequest, office: Iterable[User]) -> int:
    """Who asked, and the office; once for each day that was asked for. Returns how many lines are new."""
    day = request.deadline.isoformat() if request.deadline else ""
    lines = []
    for people, words, reason in (
        (
            askers_of(request),
            _("您希望 %(day)s 前有答复，现在还没有结果。已经解决的请登记结果，不再需要的请关闭。"),
            _("您提出了这条求助"),
        ),
        (
            office,
            _("希望 %(day)s 前有答复，现在还没有结果。请帮助联系有经验的城市。"),
            _("您在省级办公室，逾期的求助由省级办公室协调"),
        ),
    ):
        lines += notify(
            recipients=[person for person in people if may_read(person, request)],
            event=Event.REQUEST_OVERDUE,
            target=request,
            city=request.city,
            subject=_("求助逾期：%(title)s") % {"title": request.title},
            body=words % {"day": day},
            reason=reason,
            url=address_of(request),
            dedupe_key=f"request-overdue-{request.pk}-{day}",
        )
    return len(lines)
