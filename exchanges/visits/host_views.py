"""The host's side: writing, announcing, deciding who comes, answering, cancelling; and taking out of sight."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities.models import City
from cities.selectors import cities_by_id
from cities.viewers import viewer_of
from exchanges.models import SignupState, Visit, VisitQuestion, VisitSignup, VisitState
from exchanges.visits.arranging import FIELDS, draft_drop, visit_cancel, visit_hide, visit_show, visit_write
from exchanges.visits.forms import AgendaForm, AgendaFormSet, DecisionForm, ReasonForm, ReplyForm, VisitForm
from exchanges.visits.permissions import may_arrange, may_hide
from exchanges.visits.questions import question_answer
from exchanges.visits.signing_up import signup_approve, signup_decline
from exchanges.visits.states import places_taken
from exchanges.visits.views import visit_or_404
from practices.models import PracticePage
from practices.refusals import refusals_in
from vocabulary.models import Term

GET_AND_POST = ["GET", "HEAD", "POST"]


def arranged_or_404(request: HttpRequest, pk: int) -> Visit:
    row = visit_or_404(request, pk)
    if not may_arrange(request.user, row.city_id):
        raise Http404
    return row


@login_required
@require_http_methods(GET_AND_POST)
def visit_new(request: HttpRequest) -> HttpResponse:
    cities = [city for pk, city in cities_by_id().items() if pk in viewer_of(request.user).writing_city_ids]
    if not cities:
        raise Http404
    case = PracticePage.objects.filter(
        city__in=cities, short_id=request.GET.get("practice", "").replace("\x00", "")
    ).first()
    initial = {"practices": [case.pk], "themes": list(case.themes.values_list("pk", flat=True))} if case else {}
    return _write(request, None, cities, {**initial, "contact_name": request.user}, [])


@login_required
@require_http_methods(GET_AND_POST)
def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = arranged_or_404(request, pk)
    if row.state in (VisitState.HELD, VisitState.CANCELLED):
        raise Http404
    initial: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    for name in ("themes", "practices"):
        initial[name] = list(getattr(row, name).values_list("pk", flat=True))
    agenda = [{name: getattr(item, name) for name in AgendaForm.base_fields} for item in row.agenda.all()]
    return _write(request, row, [row.city], initial, agenda)


def _write(
    request: HttpRequest, row: Visit | None, cities: list[City], initial: dict[str, Any], agenda: list[dict[str, Any]]
) -> HttpResponse:
    choices = {"cities": cities, "practices": _cases_to_show(request, cities, row)}
    form = VisitForm(request.POST or None, initial=initial, **choices)
    rows = AgendaFormSet(request.POST or None, initial=agenda, prefix="agenda")
    if "rows" in request.POST:
        # One more line, or one less: nothing is checked and nothing is lost.
        form = VisitForm(initial={name: form[name].value() for name in form.fields}, **choices)
        rows = AgendaFormSet(initial=rows.as_typed(), prefix="agenda")
    elif request.method == "POST" and form.is_valid() and rows.is_valid():
        with refusals_in(form):
            saved = _save(request, row, form, rows)
            return redirect("visit", saved.pk)
    context = {"form": form, "rows": rows, "visit": row, "is_new": row is None or row.state == VisitState.DRAFT}
    return render(request, "exchanges/visits/write.html", context)


def _cases_to_show(request: HttpRequest, cities: list[City], row: Visit | None) -> Any:
    """Live cases of the own cities, and whatever is linked already."""
    readable = PracticePage.objects.visible_to(request.user)
    own = readable.filter(city__in=cities, live=True)
    linked = readable.filter(pk__in=row.practices.order_by().values("pk")) if row else readable.none()
    pks = [*own.values_list("pk", flat=True), *linked.values_list("pk", flat=True)]
    return PracticePage.objects.filter(pk__in=pks).order_by("title")


def _save(request: HttpRequest, row: Visit | None, form: VisitForm, rows: Any) -> Visit:
    said = form.cleaned_data
    saved = visit_write(
        by=request.user,  # type: ignore[arg-type]
        visit=row,
        city=said["city"],
        fields={name: said[name] for name in FIELDS},
        themes=Term.objects.filter(pk__in=said["themes"]),
        practices=said.get("practices", []),
        agenda=rows.rows(),
        announce="announce" in request.POST,
    )
    if saved.state == VisitState.DRAFT:
        messages.success(request, _("草稿已保存，只有本市编辑、审核看得到。"))
    elif row is None or row.state == VisitState.DRAFT:
        messages.success(request, _("已发布，各市可以报名了。"))
    else:
        messages.success(request, _("已保存。日期、地点、日程有变的，报了名的城市会收到通知。"))
    return saved


@login_required
@require_http_methods(GET_AND_POST)
def visit_drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = arranged_or_404(request, pk)
    if row.state != VisitState.DRAFT:
        raise Http404
    if request.method == "POST":
        draft_drop(visit=row, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("草稿已删除。"))
        return redirect(f"{reverse('visits')}?when=drafts")
    words = {"heading": _("删除草稿"), "explanation": _("删除后不能恢复。"), "is_danger": True}
    return render(request, "exchanges/visits/ask.html", {"visit": row, **words})


@login_required
@require_http_methods(GET_AND_POST)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = arranged_or_404(request, pk)
    if not row.is_ahead:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            visit_cancel(visit=row, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            messages.success(request, _("已取消，报了名的城市会收到通知和原因。"))
            return redirect("visit", row.pk)
    words = {
        "heading": _("取消考察"),
        "explanation": _("取消后不能恢复。页面保留，写明已取消和原因；报了名的城市会收到通知。"),
        "is_danger": True,
    }
    return render(request, "exchanges/visits/ask.html", {"visit": row, "form": form, **words})


@login_required
@require_http_methods(GET_AND_POST)
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of sight with a reason, or back."""
    row = visit_or_404(request, pk)
    if not may_hide(request.user, row):
        raise Http404
    if row.hidden_at:
        return _show_again(request, row)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            visit_hide(visit=row, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            messages.success(request, _("已隐藏，主办城市会收到通知和原因。"))
            return redirect("visit", row.pk)
    words = {
        "heading": _("隐藏考察"),
        "explanation": _("隐藏后，只有主办城市的编辑、审核和省级办公室看得到。可以随时恢复。"),
        "is_danger": True,
    }
    return render(request, "exchanges/visits/ask.html", {"visit": row, "form": form, **words})


def _show_again(request: HttpRequest, row: Visit) -> HttpResponse:
    if request.method == "POST":
        visit_show(visit=row, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("已恢复显示。"))
        return redirect("visit", row.pk)
    words = {"heading": _("恢复显示"), "explanation": _("恢复后，公开范围和隐藏以前一样。")}
    return render(request, "exchanges/visits/ask.html", {"visit": row, **words})


# --- who comes ----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(GET_AND_POST)
def sign_ups(request: HttpRequest, pk: int) -> HttpResponse:
    row = arranged_or_404(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = get_object_or_404(row.signups, pk=form.cleaned_data["signup"])
        with refusals_in(form):
            _decide(request, chosen, form.cleaned_data)
            return redirect("visit_sign_ups", row.pk)
    rows = list(row.signups.select_related("city", "asked_by", "settled_by").prefetch_related("people"))
    taken = places_taken(row)
    context = {
        "visit": row,
        "undecided": [signup for signup in rows if signup.state == SignupState.ASKED],
        "coming": [signup for signup in rows if signup.state == SignupState.APPROVED],
        "others": [signup for signup in rows if not signup.is_standing],
        "taken": taken,
        "left": max(0, row.places - taken),
        "form": form,
    }
    return render(request, "exchanges/visits/sign_ups.html", context)


def _decide(request: HttpRequest, signup: VisitSignup, said: dict[str, Any]) -> None:
    if said["decision"] == DecisionForm.APPROVE:
        signup_approve(signup=signup, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("已确认，对方会收到通知。"))
    else:
        signup_decline(signup=signup, by=request.user, reason=said["reason"])  # type: ignore[arg-type]
        messages.success(request, _("已答复，对方会收到原因。"))


@login_required
@require_http_methods(GET_AND_POST)
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = arranged_or_404(request, pk)
    questions = VisitQuestion.objects.select_related("city", "asked_by")
    question = get_object_or_404(questions, visit=row, pk=number, answered_at=None)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            question_answer(question=question, by=request.user, answer=form.cleaned_data["answer"])  # type: ignore[arg-type]
            messages.success(request, _("已答复，提问的人会收到通知。"))
            return redirect(f"{reverse('visit', args=[row.pk])}#question-{question.pk}")
    return render(request, "exchanges/visits/answer.html", {"visit": row, "question": question, "form": form})
