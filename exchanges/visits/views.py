"""Reading: the list, the page of a visit, its calendar file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.selectors import all_cities
from cities.viewers import viewer_of
from exchanges.models import (
    STANDING,
    FollowUp,
    SignupState,
    TakeAway,
    Visit,
    VisitQuestion,
    VisitSignup,
    VisitState,
)
from exchanges.visits.calendar_file import calendar_of, file_name
from exchanges.visits.forms import QuestionForm
from exchanges.visits.lists import Chosen
from exchanges.visits.permissions import (
    cities_that_went,
    may_arrange,
    may_hide,
    may_see_people,
    visiting_cities,
)
from exchanges.visits.signing_up import why_not_sign_up
from practices.models import PracticePage
from vocabulary.selectors import themes_offered

PER_PAGE = 20


def visit_or_404(request: HttpRequest, pk: int) -> Visit:
    """No access and no visit are the same answer."""
    row = Visit.objects.visible_to(request.user).select_related("city", "author", "thread").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.from_query(request.GET)
    writes = bool(viewer_of(request.user).writing_city_ids)
    page = Paginator(chosen.visits(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "tabs": chosen.tabs(with_drafts=writes),
        "query": chosen.query(),
        "visits": page,
        "writes": writes,
        "cities": [city for city in all_cities() if city.is_member],
        "themes": themes_offered(),
    }
    return render(request, "exchanges/visits/list.html", context)


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_or_404(request, pk)
    return render(request, "exchanges/visits/visit.html", page_of(request, row, _question_form(request, row)))


def page_of(request: HttpRequest, row: Visit, form: QuestionForm | None) -> dict[str, Any]:
    """What the page shows; `form` for a question, where one may be asked."""
    user = request.user
    signups = _signups(row)
    coming = [signup for signup in signups if signup.state == SignupState.APPROVED]
    taken = sum(signup.number for signup in coming)
    arranges = may_arrange(user, row.city_id)
    mine = [signup for signup in signups if signup.city_id in viewer_of(user).city_ids]
    may_come = visiting_cities(user, row)
    return {
        "visit": row,
        "days": _agenda_by_day(row),
        "practices": readable_practices(request, row),
        "coming": coming,
        "taken": taken,
        "left": max(0, row.places - taken),
        "undecided": sum(signup.state == SignupState.ASKED for signup in signups),
        "mine": mine,
        "free_cities": [city for city in may_come if city.pk not in {signup.city_id for signup in mine}],
        "why_not": why_not_sign_up(row, taken),
        "sees_people": may_see_people(user),
        "arranges": arranges,
        "may_hide": may_hide(user, row),
        "questions": list(_questions(row)),
        "question_form": form,
        "take_aways": _take_aways(row),
        "may_write_take_away": row.state == VisitState.HELD and bool(cities_that_went(user, row)),
    }


def _question_form(request: HttpRequest, row: Visit) -> QuestionForm | None:
    cities = visiting_cities(request.user, row)
    return QuestionForm(cities=cities) if cities and row.is_ahead else None


def _signups(row: Visit) -> list[VisitSignup]:
    return list(row.signups.filter(state__in=STANDING).select_related("city").prefetch_related("people"))


def _questions(row: Visit) -> Any:
    return VisitQuestion.objects.filter(visit=row).select_related("city", "asked_by", "answered_by")


def _agenda_by_day(row: Visit) -> list[tuple[Any, list[Any]]]:
    days: dict[Any, list[Any]] = defaultdict(list)
    for item in row.agenda.all():
        days[item.day].append(item)
    return list(days.items())


def readable_practices(request: HttpRequest, row: Visit) -> list[PracticePage]:
    """Those the reader may read: a case may have been narrowed since."""
    chosen = row.practices.order_by().values("pk")
    return list(PracticePage.objects.visible_to(request.user).filter(pk__in=chosen).select_related("city"))


def _take_aways(row: Visit) -> list[TakeAway]:
    """Each with the last answer of its city to 启动了吗？, as `follow_up`."""
    rows = list(row.take_aways.select_related("city", "author"))
    answered = FollowUp.objects.filter(signup__visit=row).exclude(answer="").select_related("signup")
    latest = {follow_up.signup.city_id: follow_up for follow_up in answered.order_by("answered_at")} if rows else {}
    for take_away in rows:
        take_away.follow_up = latest.get(take_away.city_id)  # type: ignore[attr-defined]
    return rows


@require_safe
def visit_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_or_404(request, pk)
    if row.state == VisitState.DRAFT:
        raise Http404
    return HttpResponse(
        calendar_of(row),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(row)}"',
            "Cache-Control": "private, no-cache",
        },
    )
