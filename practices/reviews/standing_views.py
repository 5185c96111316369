"""What reviews gave a case, for its readers: the ladder with its reasons, certificates, and where they are taken back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from practices.addressed import case_at
from practices.models import EvidenceLevel, PracticePage, Recognition, ReviewState
from practices.models.records import certificate_key
from practices.qr import qr_response
from practices.refusals import refusals_in
from practices.reviews.evidence import EXPLANATIONS, evidence_lower, level_of
from practices.reviews.forms import LowerForm, WithdrawForm
from practices.reviews.permissions import may_organise
from practices.reviews.recognising import recognition_withdraw
from practices.reviews.sheet import tallies_of


@never_cache
@require_safe
def standing(request: HttpRequest, short_id: str) -> HttpResponse:
    """Within the reader's visibility of the case."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    level = level_of(practice)
    ladder = [(rung, EXPLANATIONS[rung], rung == level) for rung in EvidenceLevel]
    reviews = practice.reviews.filter(state=ReviewState.DECIDED).select_related("rubric").order_by("-ended_at")
    context = {
        "practice": practice,
        "ladder": ladder,
        "grades": practice.evidence_grades.all(),
        "recognitions": practice.recognitions.select_related("award"),
        "reviews": tallies_of(list(reviews)),
        "organises": may_organise(request.user),
        "may_lower": may_organise(request.user)
        and level not in (EvidenceLevel.SELF_REPORTED, EvidenceLevel.REPLICATED),
    }
    return render(request, "practices/reviews/standing.html", context)


@never_cache
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Also of a recognition taken back, which it says: a printed certificate outlives it."""
    row = _recognition(request, number)
    version = row.practice.versions.filter(number=row.version_number).first()
    title = version.content["title"] if version else row.practice.title
    address = request.build_absolute_uri(reverse("certificate", args=[row.number]))
    context = {"row": row, "practice": row.practice, "title": title, "address": address}
    return render(request, "practices/reviews/certificate.html", context)


@require_safe
def certificate_qr(request: HttpRequest, number: str) -> HttpResponse:
    return qr_response(request, reverse("certificate", args=[_recognition(request, number).number]))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    row = _recognition(request, number)
    if not may_organise(request.user):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            recognition_withdraw(recognition=row, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("已撤销，该市会收到通知和原因。"))
            return redirect("practice_standing", short_id=row.practice.short_id)
    return _ask(request, row.practice, form, _("撤销“%(award)s”") % {"award": row.award})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_lowered(request: HttpRequest, short_id: str) -> HttpResponse:
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_organise(request.user):
        raise Http404
    form = LowerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            evidence_lower(practice=practice, by=request.user, **form.cleaned_data)
            messages.success(request, _("佐证等级已改。"))
            return redirect("practice_standing", short_id=practice.short_id)
    return _ask(request, practice, form, _("降低佐证等级"))


def _ask(request: HttpRequest, practice: PracticePage, form: forms.Form, heading: str) -> HttpResponse:
    context = {"practice": practice, "form": form, "heading": heading}
    return render(request, "practices/reviews/take_back.html", context)


def _recognition(request: HttpRequest, number: str) -> Recognition:
    """As readable as its case."""
    key = certificate_key(number)
    rows = Recognition.objects.select_related("practice__city", "practice__bureau", "award")
    row = rows.filter(pk=key[1], given_on__year=key[0]).first() if key else None
    if row is None or not PracticePage.objects.visible_to(request.user).filter(pk=row.practice_id).exists():
        raise Http404
    return row
