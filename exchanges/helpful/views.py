from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.helpful.forms import ReasonForm
from exchanges.helpful.panel import helpful_panel
from exchanges.helpful.permissions import may_find_helpful, may_read_reasons
from exchanges.helpful.services import helpful_say, helpful_take_back
from practices.addressed import case_at
from practices.models import PracticePage
from practices.refusals import refusals_in

PER_PAGE = 30


@login_required
@require_POST
def practice_helpful(request: HttpRequest, short_id: str) -> HttpResponse:
    """What is asked for is said, so that a second click does not turn it round. The reason comes with a form of its own."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_find_helpful(request.user, practice):
        raise Http404
    form = ReasonForm(request.POST)
    if request.POST.get("on") == "0":
        helpful_take_back(practice=practice, by=request.user)  # type: ignore[arg-type]
    elif form.is_valid():
        reason = form.cleaned_data["reason"] if "reason" in request.POST else None
        with refusals_in(form):
            helpful_say(practice=practice, by=request.user, reason=reason)  # type: ignore[arg-type]
    refused = form if form.is_bound and not form.is_valid() else None
    if getattr(request, "htmx", False):
        return HttpResponse(helpful_panel(request, practice, refused))
    if refused:
        messages.error(request, " ".join(str(words) for errors in refused.errors.values() for words in errors))
    elif request.POST.get("reason"):
        messages.success(request, _("已把您写的送给发布单位。"))
    return redirect(practice.get_url(request))


@login_required
@require_safe
def practice_helpful_reasons(request: HttpRequest, short_id: str) -> HttpResponse:
    """Who found it useful, and why."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_read_reasons(request.user, practice):
        raise Http404
    rows = practice.helpful.select_related("author", "city")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    response = render(request, "exchanges/helpful/reasons.html", {"practice": practice, "rows": page})
    add_never_cache_headers(response)
    return response
