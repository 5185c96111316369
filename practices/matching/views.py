from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practices.addressed import case_at
from practices.matching.panel import compare
from practices.matching.services import conditions_answer
from practices.models import PracticePage
from practices.refusals import refusals_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fit(request: HttpRequest, short_id: str) -> HttpResponse:
    """The panel by itself: answers are sent here, and come back here where they cannot be kept."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    asked_for = request.POST.get("city", "") if request.method == "POST" else request.GET.get("for", "")
    comparison = compare(practice, request.user, asked_for, request.POST if request.method == "POST" else None)
    if comparison is None or (request.method == "POST" and comparison.city.slug != asked_for):
        raise Http404
    if request.method == "POST" and comparison.form.is_valid():
        with refusals_in(comparison.form):
            said = comparison.form.said
            conditions_answer(practice=practice, city=comparison.city, by=request.user, said=said)  # type: ignore[arg-type]
            messages.success(request, _("已记为%(city)s的回答，本市成员都能看到。") % {"city": comparison.city})
            return redirect(f"{practice.get_url(request)}?for={comparison.city.slug}#fit")
    context = {"comparison": comparison, "page": practice, "origin": practice.city, "in_alliance": True}
    return render(request, "practices/matching/fit.html", context)
