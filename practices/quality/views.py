"""What the editor asks while somebody writes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.viewers import viewer_of
from files.links import is_number
from practices.addressed import case_at
from practices.models import LikePair, PracticePage
from practices.quality import saved
from practices.quality.comparison import like_passages
from practices.quality.decisions import (
    may_release,
    report_of_draft,
    report_of_form,
    report_of_live,
    secrecy_release,
)
from practices.quality.forms import ReleaseForm
from practices.quality.report import Report
from practices.quality.saved import kept_of
from practices.quality.shingles import likeness, shingles, story_of
from practices.quality.similarity import pair_look
from practices.refusals import refusals_in
from practices.versions.permissions import may_see_draft

PAIRS_PER_PAGE = 30


@login_required
@never_cache
@require_POST
def check_form(request: HttpRequest) -> HttpResponse:
    """The form as it stands, checked; nothing is saved."""
    _for_writers(request.user)
    practice = _case_in_the_editor(request)
    context = {
        "report": report_of_form(request.POST, practice, request.user),
        "practice": practice,
        "may_release": practice is not None and may_release(request.user, practice),
    }
    return render(request, "practices/quality/findings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, short_id: str) -> HttpResponse:
    """What was found in one case: for its writers in the draft, for the office in what is published. Who may answer
    for a marking lets it pass here."""
    practice, title, report = _looked_at(request.user, short_id)
    may = may_release(request.user, practice)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _release(request, practice, report, form):
            return redirect("quality_case", short_id=practice.short_id)
    context = {"practice": practice, "title": title, "report": report, "may_release": may, "form": form}
    return render(request, "practices/quality/case.html", context)


def _release(request: HttpRequest, practice: PracticePage, report: Report, form: ReleaseForm) -> bool:
    key = form.cleaned_data["finding"]
    finding = next((line.finding for line in report.lines if line.finding.key == key), None)
    if finding is None:
        form.add_error(None, _("内容已经改过，请看下面现在的检查结果。"))
        return False
    with refusals_in(form):
        secrecy_release(practice=practice, finding=finding, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("已放行，理由写入审计记录。"))
        return True
    return False


def _looked_at(user: Any, short_id: str) -> tuple[PracticePage, str, Report]:
    """The case, its title as this person may read it, and what was found. No access and no case: the same 404."""
    practice = case_at(PracticePage.objects.select_related("latest_revision", "city"), short_id)
    if may_see_draft(user, practice):
        return practice, practice.draft_title, report_of_draft(practice, user)
    if viewer_of(user).in_office and PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists():
        return practice, practice.title, report_of_live(practice, user)
    raise Http404


@login_required
@never_cache
@require_safe
def similar(request: HttpRequest, short_id: str, other_id: str) -> HttpResponse:
    """Two cases with their like passages side by side; both have to be this person's to read."""
    (left, kept), (right, other) = _read_by(request.user, short_id), _read_by(request.user, other_id)
    content, other_content = saved.content_of(kept), saved.content_of(other)
    found = likeness(shingles(story_of(content)), shingles(story_of(other_content)))
    context = {
        "left": left,
        "right": right,
        "alike": round(found.alike * 100),
        "contained": round(found.contained * 100),
        "pairs": like_passages(content, other_content),
    }
    return render(request, "practices/quality/similar.html", context)


def _read_by(user: Any, short_id: str) -> tuple[PracticePage, dict[str, Any]]:
    """For its writers the draft, for other readers what is published; no access and no case are the same 404."""
    practice = case_at(PracticePage.objects.select_related("latest_revision", "city"), short_id)
    if may_see_draft(user, practice):
        return practice, kept_of(practice)
    if PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists():
        return practice, practice.serializable_data()
    raise Http404


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: HttpRequest) -> HttpResponse:
    """The office's list of live cases with much text in common, those not looked at yet first."""
    viewer = viewer_of(request.user)
    if not (viewer.in_office or viewer.is_administrator):
        raise Http404
    readable = PracticePage.objects.visible_to(request.user).order_by().values("pk")
    rows = LikePair.objects.filter(first__in=readable, second__in=readable)
    if request.method == "POST":
        number = request.POST.get("pair", "")
        pair_look(pair=get_object_or_404(rows, pk=number if is_number(number) else 0), by=request.user)
        messages.success(request, _("已记为看过。"))
        return redirect("quality_pairs")
    rows = rows.select_related("first__city", "second__city", "looked_by")
    rows = rows.order_by(F("looked_at").asc(nulls_first=True), "is_declared", "-contained", "pk")
    page = Paginator(rows, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "practices/quality/pairs.html", {"pairs": page})


def _case_in_the_editor(request: HttpRequest) -> PracticePage | None:
    """Named in the address once it has been saved; only its writers' decisions count for it."""
    short_id = request.GET.get("case", "")
    if not short_id:
        return None
    viewer = viewer_of(request.user)
    cases = PracticePage.objects.all() if viewer.is_administrator else PracticePage.objects.written_by(request.user)
    return get_object_or_404(cases, short_id=short_id)


def _for_writers(user: Any) -> None:
    viewer = viewer_of(user)
    if not (viewer.writing_city_ids or viewer.is_administrator):
        raise PermissionDenied
