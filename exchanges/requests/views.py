from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.selectors import all_cities
from config.visitors import same_for_all_visitors
from exchanges.requests import lists
from exchanges.requests.asking import request_ask, request_edit, request_narrow
from exchanges.requests.doors import BY_NAME
from exchanges.requests.forms import AskForm, NarrowForm, NoteForm, RequestForm
from exchanges.requests.lists import Chosen, tabs, with_lines
from exchanges.requests.matching import matches_for
from exchanges.requests.outcomes import outcome_make
from exchanges.requests.page import managed, page_context, readable
from exchanges.requests.permissions import may_ask, may_make_case
from practices.refusals import refusals_in
from vocabulary.richtext import stored_to_text
from vocabulary.selectors import themes_offered

PER_PAGE = 20


@same_for_all_visitors
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.from_query(request.GET)
    rows = chosen.apply(lists.shown(request.user), request.user)
    page = Paginator(with_lines(chosen.in_state(rows)), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "tabs": tabs(chosen, rows),
        "query": chosen.query(),
        "requests": page,
        "themes": themes_offered(),
        "cities": [city for city in all_cities() if city.is_member],
        "may_ask": may_ask(request.user),
    }
    return render(request, "exchanges/requests/list.html", context)


@same_for_all_visitors
@require_safe
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = readable(request, pk)
    return render(request, "exchanges/requests/request.html", page_context(request, row))


# --- asking -------------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    if not may_ask(request.user):
        raise Http404
    form = AskForm(request.POST or None, user=request.user, initial=_begun(request))
    looks = "look" in request.POST
    if request.method == "POST" and not looks and form.is_valid():
        with refusals_in(form):
            given = {"city": form.place, **form.cleaned_data}  # type: ignore[attr-defined]
            row = request_ask(by=request.user, **given)  # type: ignore[arg-type]
            messages.success(request, _("求助已发出。相关案例的联系人会收到，有答复时通知您。"))
            return redirect("request", row.pk)
    context = {"form": form, "matches": matches_for(_typed(request), request.user) if looks else None}
    return render(request, "exchanges/requests/new.html", context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What another page says of the problem already."""
    themes = [term for term in themes_offered() if term.code == request.GET.get("theme")]
    return {"title": request.GET.get("title", "")[:100], "themes": themes}


@login_required
@require_POST
def request_matches(request: HttpRequest) -> HttpResponse:
    """What there is already, while somebody is still typing."""
    if not may_ask(request.user):
        raise Http404
    context = {"matches": matches_for(_typed(request), request.user)}
    return render(request, "exchanges/requests/matches.html", context)


def _typed(request: HttpRequest) -> str:
    title, problem = (request.POST.get(name, "").replace("\x00", "")[:5000] for name in ("title", "problem"))
    return f"{title} {stored_to_text(problem)}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = managed(request, pk)
    if not row.is_running:
        raise Http404
    themes = list(row.themes.all())
    said = {name: getattr(row, name) for name in ("title", "problem", "tried", "deadline")}
    form = RequestForm(request.POST or None, initial={**said, "themes": themes}, carried=[term.pk for term in themes])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            request_edit(request=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            return redirect("request", row.pk)
    return render(request, "exchanges/requests/edit.html", {"form": form, "row": row})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_visibility(request: HttpRequest, pk: int) -> HttpResponse:
    row = managed(request, pk)
    form = NarrowForm(request.POST or None, request=row)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            request_narrow(request=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已缩小公开范围，立即生效。"))
            return redirect("request", row.pk)
    context = {
        "form": form,
        "row": row,
        "heading": _("缩小公开范围"),
        "explanation": _("立即生效，而且不能再放宽：别的城市是按当时的公开范围答复的。"),
        "button": _("缩小"),
    }
    return render(request, "exchanges/requests/step.html", context)


@login_required
@require_POST
def request_make_case(request: HttpRequest, pk: int) -> HttpResponse:
    row = readable(request, pk)
    if not may_make_case(request.user, row):
        raise Http404
    outcome = outcome_make(request=row, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已转为案例草稿。补上成效指标后提交审核。"))
    return redirect("wagtailadmin_pages:edit", outcome.practice_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step that is not offered any more says so, since somebody else may just have taken it."""
    row, door = managed(request, pk), BY_NAME.get(step)
    if door is None:
        raise Http404
    form = NoteForm(request.POST or None, label=door.label, help_text=door.help_text, required=door.required)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            door.service(request=row, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, _("已登记。"))
            return redirect("request", row.pk)
    context = {
        "form": form,
        "row": row,
        "heading": door.heading,
        "explanation": door.explanation,
        "button": _("登记"),
    }
    return render(request, "exchanges/requests/step.html", context)
