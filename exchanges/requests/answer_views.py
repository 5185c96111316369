from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.models import Answer, SolutionRequest
from exchanges.requests.answering import answer_accept, answer_edit, answer_give, answer_unaccept
from exchanges.requests.asking import answer_hide, answer_show, request_hide, request_show
from exchanges.requests.files import documents_of
from exchanges.requests.forms import AnswerForm, HideForm, NewAnswerForm
from exchanges.requests.page import offered, page_context, readable
from exchanges.requests.permissions import may_answer, may_ask, may_edit_answer, may_hide, may_manage
from exchanges.requests.telling import address_of
from practices.models import PracticePage
from practices.refusals import refusals_in


@login_required
@require_safe
def request_cases(request: HttpRequest) -> HttpResponse:
    """Search-as-you-type: what was chosen stays, and what was typed is looked for."""
    if not may_ask(request.user):
        raise Http404
    ids = list(dict.fromkeys(request.GET.getlist("practices")))[:50]
    pages = PracticePage.objects.visible_to(request.user).filter(short_id__in=ids).select_related("city")
    known = {page.short_id: page for page in pages}
    chosen = [known[short_id] for short_id in ids if short_id in known]
    return render(request, "exchanges/requests/offered.html", offered(request, chosen, request.GET.get("find", "")))


@login_required
@require_POST
def request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = readable(request, pk)
    if not may_answer(request.user, row):
        raise Http404
    form = NewAnswerForm(request.POST, request.FILES, user=request.user)
    if "look" not in request.POST and form.is_valid():
        with refusals_in(form):
            answer = _given(request, row, form)
            messages.success(request, _("答复已发出，求助的城市会收到。"))
            return redirect(address_of(row, answer))
    return render(request, "exchanges/requests/request.html", page_context(request, row, form))


@transaction.atomic
def _given(request: HttpRequest, row: SolutionRequest, form: Any) -> Answer:
    """Files and answer stand or fall together."""
    by: Any = request.user
    city = form.cleaned_data.get("city") or form.place
    files = documents_of(form.cleaned_data["files"], city=city, by=by)
    body, practices = form.cleaned_data["body"], form.chosen()
    return answer_give(request=row, by=by, city=city, body=body, practices=practices, files=files)


def _readable(request: HttpRequest, pk: int) -> Answer:
    rows = Answer.objects.visible_to(request.user).select_related("request__city", "request__author", "city", "author")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_change(request: HttpRequest, pk: int) -> HttpResponse:
    answer = _readable(request, pk)
    if not may_edit_answer(request.user, answer):
        raise Http404
    practices = list(answer.practices.select_related("city"))
    initial = {"body": answer.body, "practices": practices}
    form = AnswerForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        with refusals_in(form):
            body = form.cleaned_data["body"]
            answer_edit(answer=answer, by=request.user, body=body, practices=form.chosen())  # type: ignore[arg-type]
            return redirect(address_of(answer.request, answer))
    context = {"form": form, "answer": answer, **offered(request, form.chosen(), request.POST.get("find", ""))}
    return render(request, "exchanges/requests/answer_edit.html", context)


@login_required
@require_POST
def answer_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """`accept` is 1 or 0. Where it is refused the page says why."""
    answer = _readable(request, pk)
    if not may_manage(request.user, answer.request):
        raise Http404
    judge = answer_accept if request.POST.get("accept") == "1" else answer_unaccept
    try:
        judge(answer=answer, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(address_of(answer.request, answer))


# --- out of sight -------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_sight(request: HttpRequest, pk: int) -> HttpResponse:
    row = readable(request, pk)
    return _sight(request, row, row, request_hide, request_show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_sight(request: HttpRequest, pk: int) -> HttpResponse:
    answer = _readable(request, pk)
    return _sight(request, answer, answer.request, answer_hide, answer_show)


def _sight(request: HttpRequest, row: Any, about: SolutionRequest, hide: Any, show: Any) -> HttpResponse:
    """Hiding asks for a reason; what is hidden is shown again at once."""
    if not may_hide(request.user, row):
        raise Http404
    named = {"answer" if isinstance(row, Answer) else "request": row}
    form = None if row.hidden_at else HideForm(request.POST or None)
    if request.method == "POST" and form is None:
        show(**named, by=request.user)
        return redirect("request", about.pk)
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_in(form):
            hide(**named, by=request.user, **form.cleaned_data)
            return redirect("request", about.pk)
    context = {
        "form": form,
        "row": about,
        "heading": _("恢复显示") if form is None else _("隐藏"),
        "explanation": _("恢复后按原来的公开范围显示。")
        if form is None
        else _("隐藏后只有作者所在城市的编辑、审核和省级办公室看得到，可以随时恢复。"),
        "button": _("恢复显示") if form is None else _("隐藏"),
    }
    return render(request, "exchanges/requests/step.html", context)
