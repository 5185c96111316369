"""What the editor asks while somebody writes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities.viewers import viewer_of
from practices.models import PracticePage
from practices.quality.decisions import (
    may_release,
    report_of_draft,
    report_of_form,
    report_of_live,
    secrecy_release,
)
from practices.quality.forms import ReleaseForm
from practices.quality.report import Report


@login_required
@never_cache
@require_POST
def check_form(request: HttpRequest) -> HttpResponse:
    """The form as it stands, checked; nothing is saved."""
    _for_writers(request.user)
    practice = _case_in_the_editor(request)
    context = {
        "report": report_of_form(request.POST, practice),
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
    practice, report = _looked_at(request.user, short_id)
    may = may_release(request.user, practice)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _release(request, practice, report, form):
            return redirect("quality_case", short_id=practice.short_id)
    context = {"practice": practice, "report": report, "may_release": may, "form": form}
    return render(request, "practices/quality/case.html", context)


def _release(request: HttpRequest, practice: PracticePage, report: Report, form: ReleaseForm) -> bool:
    key = form.cleaned_data["finding"]
    finding = next((line.finding for line in report.lines if line.finding.key == key), None)
    if finding is None:
        form.add_error(None, _("内容已经改过，请看下面现在的检查结果。"))
        return False
    try:
        secrecy_release(practice=practice, finding=finding, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("已放行，理由写入审计记录。"))
    return True


def _looked_at(user: Any, short_id: str) -> tuple[PracticePage, Report]:
    """No access and no case: the same 404."""
    practice = PracticePage.objects.filter(short_id=short_id.lower()).select_related("latest_revision", "city").first()
    if practice is None:
        raise Http404
    viewer = viewer_of(user)
    if practice.city_id in viewer.writing_city_ids or viewer.is_administrator:
        return practice, report_of_draft(practice)
    if viewer.in_office and PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists():
        return practice, report_of_live(practice)
    raise Http404


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
