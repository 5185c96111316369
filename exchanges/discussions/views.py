"""Discussions 研讨: the list, a new one, the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.visitors import same_for_all_visitors
from exchanges.discussions.forms import FilterForm, OpenForm
from exchanges.discussions.lists import chosen_discussions, with_unread
from exchanges.discussions.permissions import may_hide, may_open, may_open_about
from exchanges.discussions.services import discussion_hide, discussion_open, discussion_show
from exchanges.models import Discussion
from exchanges.threads.forms import ReasonForm
from practices.addressed import case_at
from practices.models import PracticePage
from practices.refusals import refusals_in
from vocabulary.selectors import themes_offered

PER_PAGE = 30


@same_for_all_visitors
@require_safe
def discussions(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.chosen
    page = Paginator(chosen_discussions(request.user, chosen), PER_PAGE).get_page(request.GET.get("page"))
    rows = with_unread(list(page), request.user)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "rows": rows, "form": form, "is_chosen": bool(chosen), "query": query.urlencode()}
    return render(request, "exchanges/discussions.html", context | {"opens": may_open(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discussion_new(request: HttpRequest) -> HttpResponse:
    """`?case=` short id of a case, or `?theme=` code of the theme to begin with."""
    practice = _case_asked_for(request)
    if not (may_open_about(request.user, practice) if practice else may_open(request.user)):
        raise Http404
    theme = next((term for term in themes_offered() if term.code == request.GET.get("theme")), None)
    form = OpenForm(request.POST or None, user=request.user, practice=practice, initial={"theme": theme})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data.get(name) for name in ("title", "body", "visibility", "theme")}
        with refusals_in(form):
            row = discussion_open(by=request.user, city=form.voice, practice=practice, **said)  # type: ignore[arg-type]
            messages.success(request, _("研讨已发起。"))
            return redirect("discussion", row.pk)
    return render(request, "exchanges/discussion_new.html", {"form": form, "practice": practice})


def _case_asked_for(request: HttpRequest) -> PracticePage | None:
    short_id = request.GET.get("case", "")
    return case_at(PracticePage.objects.visible_to(request.user), short_id) if short_id else None


@same_for_all_visitors
@require_safe
def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    row = _readable(request.user, pk)
    return render(request, "exchanges/discussion.html", {"row": row, "hides": may_hide(request.user, row)})


def _readable(user: Any, pk: int) -> Discussion:
    rows = Discussion.objects.visible_to(user).select_related("city", "author", "theme", "practice", "thread")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    row = _readable(request.user, pk)
    if not may_hide(request.user, row) or row.hidden_at:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            discussion_hide(discussion=row, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            messages.success(request, _("已隐藏。"))
            return redirect(reverse("discussions"))
    return render(request, "exchanges/discussion_hide.html", {"row": row, "form": form})


@login_required
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    row = _readable(request.user, pk)
    try:
        discussion_show(discussion=row, by=request.user)  # type: ignore[arg-type]
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("已恢复显示。"))
    return redirect("discussion", row.pk)
