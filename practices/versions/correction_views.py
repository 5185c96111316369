"""更正建议: said on the page of a case, answered on the desk of its city."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities.viewers import viewer_of
from practices.addressed import case_at
from practices.models import CorrectionRequest, PracticePage
from practices.reading import reading_of
from practices.refusals import refusals_in
from practices.versions.correction_forms import AnswerForm, CorrectionForm
from practices.versions.corrections import (
    ANSWERS,
    State,
    correction_answer,
    correction_ask,
    may_answer,
    may_ask,
    place_label,
    readable_corrections,
)

PER_PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, short_id: str) -> HttpResponse:
    """No access, no membership and no case are the same 404."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_ask(request.user, practice):
        raise Http404
    form = CorrectionForm(request.POST or None, headings=dict(reading_of(practice).headings))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = correction_ask(practice=practice, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已送给该市。答复以后会通知您。"))
            return redirect("correction", row.pk)
    return render(request, "practices/correction_ask.html", {"practice": practice, "form": form})


@login_required
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """To one's own cities and by oneself, what waits first."""
    if not viewer_of(request.user).in_alliance:
        raise Http404
    rows = readable_corrections(request.user)
    is_all = request.GET.get("all") == "on"
    if not is_all:
        rows = rows.filter(state__in=[State.NEW, State.ACCEPTED])
    page = Paginator(rows.order_by("-asked_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.place_label = place_label(row.place)
        row.is_own = row.asked_by_id == request.user.pk
    return render(request, "practices/corrections.html", {"corrections": page, "is_all": is_all})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(readable_corrections(request.user), pk=pk)
    answers = may_answer(request.user, row) and bool(ANSWERS[row.state])
    if request.method == "POST" and not answers:
        raise Http404
    form = AnswerForm(request.POST or None, about=row) if answers else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_in(form):
            correction_answer(request=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已答复，提建议的人会收到。"))
            return redirect("correction", row.pk)
    return render(request, "practices/correction.html", _context(request, row, form))


def _context(request: HttpRequest, row: CorrectionRequest, form: AnswerForm | None) -> dict[str, object]:
    writes = may_answer(request.user, row)
    return {
        "row": row,
        "place": place_label(row.place),
        "form": form,
        "writes": writes,
        "is_readable": PracticePage.objects.visible_to(request.user).filter(pk=row.practice_id).exists(),
    }
