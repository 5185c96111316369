"""The side of the cities that come: signing up, asking, what is taken home, what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cities.models import City
from cities.viewers import viewer_of
from exchanges.models import STANDING, FollowUp, SignupState, Visit, VisitSignup, VisitState
from exchanges.visits.forms import (
    FollowUpForm,
    PeopleForm,
    QuestionForm,
    ReasonForm,
    SignUpForm,
    TakeAwayForm,
    as_lines,
)
from exchanges.visits.permissions import cities_that_went, visiting_cities
from exchanges.visits.questions import question_ask
from exchanges.visits.signing_up import people_name, signup_ask, signup_withdraw, why_not_sign_up
from exchanges.visits.states import places_taken
from exchanges.visits.taking_home import follow_up_answer, take_away_write
from exchanges.visits.views import page_of, readable_practices, visit_or_404
from practices.refusals import refusals_in

GET_AND_POST = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(GET_AND_POST)
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_or_404(request, pk)
    there = row.signups.filter(state__in=STANDING).values_list("city", flat=True)
    cities = [city for city in visiting_cities(request.user, row) if city.pk not in set(there)]
    if not cities or row.state == VisitState.DRAFT:
        raise Http404
    taken = places_taken(row)
    form = SignUpForm(request.POST or None, cities=cities, most=row.places_per_city)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            signup = signup_ask(visit=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已报名，主办城市确认后会通知您。"))
            return redirect("visit_own_sign_up", row.pk, signup.pk)
    context = {"visit": row, "form": form, "left": max(0, row.places - taken), "why_not": why_not_sign_up(row, taken)}
    return render(request, "exchanges/visits/sign_up.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def own_sign_up(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Of one's own city: who comes, and not coming after all."""
    row = visit_or_404(request, pk)
    signup = row.signups.filter(pk=number, city__in=viewer_of(request.user).city_ids).select_related("city").first()
    if signup is None:
        raise Http404
    may_change = row.is_ahead and signup.is_standing
    if request.method == "POST" and not may_change:
        raise Http404
    leaves = "withdraw" in request.POST
    posted = request.POST or None
    initial = {"people": as_lines(signup.people.all()), "note": signup.note}
    people, leaving = PeopleForm(None if leaves else posted, initial=initial), ReasonForm(posted if leaves else None)
    if request.method == "POST" and (leaving if leaves else people).is_valid():
        with refusals_in(leaving if leaves else people):
            if leaves:
                signup_withdraw(signup=signup, by=request.user, reason=leaving.cleaned_data["reason"])  # type: ignore[arg-type]
                messages.success(request, _("已退出，主办城市会收到通知。"))
            else:
                people_name(signup=signup, by=request.user, **people.cleaned_data)  # type: ignore[arg-type]
                messages.success(request, _("名单已保存。"))
            return redirect("visit_own_sign_up", row.pk, signup.pk)
    context = {"visit": row, "signup": signup, "people": people, "leaving": leaving, "may_change": may_change}
    return render(request, "exchanges/visits/own_sign_up.html", context)


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_or_404(request, pk)
    cities = visiting_cities(request.user, row)
    if not cities or not row.is_ahead:
        raise Http404
    form = QuestionForm(request.POST, cities=cities)
    if form.is_valid():
        with refusals_in(form):
            question = question_ask(visit=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已提交，主办城市会收到。"))
            return redirect(f"{reverse('visit', args=[row.pk])}#question-{question.pk}")
    return render(request, "exchanges/visits/visit.html", page_of(request, row, form))


@login_required
@require_http_methods(GET_AND_POST)
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_or_404(request, pk)
    cities = cities_that_went(request.user, row)
    city = _chosen(request, cities)
    if row.state != VisitState.HELD or city is None:
        raise Http404
    written = row.take_aways.filter(city=city).first()
    initial = {"learnt": written.learnt, "will_try": written.will_try} if written else None
    form = TakeAwayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            take_away_write(visit=row, city=city, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("考察收获已保存，主办城市会收到。"))
            return redirect(f"{reverse('visit', args=[row.pk])}#take-aways")
    context = {"visit": row, "form": form, "city": city, "cities": cities, "is_written": written is not None}
    return render(request, "exchanges/visits/take_away.html", context)


@login_required
@require_http_methods(GET_AND_POST)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The question that is open for one's own city."""
    row = visit_or_404(request, pk)
    asked = FollowUp.objects.filter(signup__visit=row, signup__in=_own(request, row), answer="")
    question = asked.select_related("signup__visit", "signup__city").first()
    if question is None:
        raise Http404
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            follow_up_answer(follow_up=question, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已记下，主办城市会收到。"))
            return redirect(_after(request, row, form.cleaned_data["answer"]))
    written = row.take_aways.filter(city=question.signup.city_id).first()
    context = {"visit": row, "form": form, "question": question, "written": written}
    return render(request, "exchanges/visits/follow_up.html", context)


def _after(request: HttpRequest, row: Visit, answer: str) -> str:
    """Who has started records the adoption: at once of the one case there was to see, else of the case they choose."""
    if answer != FollowUp.Answer.STARTED:
        return f"{reverse('visit', args=[row.pk])}#take-aways"
    cases = readable_practices(request, row)
    if len(cases) == 1:
        return f"{reverse('adoption_new')}?case={cases[0].short_id}&from_visit={row.pk}"
    return f"{reverse('visit', args=[row.pk])}#cases"


def _own(request: HttpRequest, row: Visit) -> Any:
    mine = viewer_of(request.user).city_ids
    return VisitSignup.objects.filter(visit=row, city__in=mine, state=SignupState.APPROVED).order_by()


def _chosen(request: HttpRequest, cities: list[City]) -> City | None:
    """Who went with two cities says for which, in the address."""
    asked = request.GET.get("city", "")
    return next((city for city in cities if city.slug == asked), cities[0] if cities else None)
