"""举报: made beside what is reported, settled on one list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.models.reports import TEXT_LENGTH
from exchanges.reports.kinds import kind_by_code, kind_of
from exchanges.reports.services import (
    may_report,
    may_settle,
    readable_among,
    report_make,
    report_settle,
    reports_for,
    sees_reports,
)
from practices.refusals import refusals_in

PER_PAGE = 30


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("哪里不妥"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("对方看不到是谁举报的。处理以后会通知您。"),
    )


class SettleForm(forms.Form):
    settlement = forms.CharField(
        label=gettext_lazy("怎样处理的"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("例如：已隐藏，内容含个人电话。举报人会收到这段话。"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = kind_by_code(kind)
    if found is None:
        raise Http404
    target = get_object_or_404(found.model, pk=pk)
    if not may_report(request.user, target):
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            report_make(target=target, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            messages.success(request, _("已收到，处理以后会通知您。"))
            return redirect(found.url(target))
    context = {"form": form, "kind": found, "excerpt": found.excerpt(target), "url": found.url(target)}
    return render(request, "exchanges/reports/new.html", context | {"title": found.title(target)})


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What waits, or all; the newest first."""
    if not sees_reports(request.user):
        raise Http404
    is_all = request.GET.get("all") == "on"
    rows = reports_for(request.user).order_by("-created_at", "-pk")
    page = Paginator(rows if is_all else rows.filter(settled_at=None), PER_PAGE).get_page(request.GET.get("page"))
    shown = readable_among(request.user, list(page))
    return render(request, "exchanges/reports/list.html", {"page": page, "rows": shown, "is_all": is_all})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(reports_for(request.user), pk=pk)
    if not may_settle(request.user, row):
        raise Http404
    form = None if row.settled_at else SettleForm(request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_in(form):
            report_settle(report=row, by=request.user, settlement=form.cleaned_data["settlement"])  # type: ignore[arg-type]
            messages.success(request, _("已办结，举报人会收到。"))
            return redirect("reports")
    kind = kind_of(row.target)
    context = {"row": row, "form": form, "kind": kind, "title": kind.title(row.target)}
    context |= {"excerpt": kind.excerpt(row.target), "url": kind.url(row.target), "hide_url": kind.hide_url(row.target)}
    return render(request, "exchanges/reports/report.html", context)
