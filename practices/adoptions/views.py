"""借鉴: recorded from the page of a case, read by everybody, worked on by the adopter, verified by the city of the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities.selectors import all_cities
from cities.viewers import viewer_of
from config.visitors import same_for_all_visitors
from practices.addressed import case_at
from practices.adoptions.comparison import compared
from practices.adoptions.forms import FiguresForm, GrowForm, MoveForm, RecordForm, TakeBackForm, VerifyForm
from practices.adoptions.permissions import cities_to_record_for, may_take_back, may_verify, may_work_on
from practices.adoptions.recording import (
    Figures,
    adoption_grow,
    adoption_move,
    adoption_record,
    adoption_take_back,
    indicators_to_measure,
    why_not_record,
)
from practices.adoptions.selectors import shown
from practices.adoptions.spread import spread_of
from practices.adoptions.spread_drawing import drawn
from practices.adoptions.verifying import adoption_verify
from practices.models import Adoption, AdoptionState, PracticePage, Visibility
from practices.refusals import refusals_in

PER_PAGE = 20
#: Rows of apps above that lead here with the form filled in: name of the parameter → what is kept.
CAME_FROM = {"from_visit": "visit", "from_request": "request"}
LARGEST_ID = 2**63 - 1
Allowed = Callable[[Any, Adoption], bool]


# --- read ---------------------------------------------------------------------------------------------------------
@same_for_all_visitors
@require_safe
def adoptions(request: HttpRequest) -> HttpResponse:
    """Of everybody, of one city (`city`, both ways), or of one case (`case`)."""
    city = next((city for city in all_cities() if city.slug == request.GET.get("city")), None)
    practice = _case_asked_for(request)
    state = request.GET.get("state", "")
    rows = Adoption.objects.visible_to(request.user).standing().prefetch_related("indicators")
    if city is not None:
        rows = rows.filter(city=city) | rows.filter(origin_city=city)
    if practice is not None:
        rows = rows.filter(practice=practice)
    if state in AdoptionState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-since", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = shown(request.user, page.object_list)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"adoptions": page, "city": city, "practice": practice, "state": state, "kept": kept.urlencode()}
    context |= {"cities": [each for each in all_cities() if each.is_member], "states": AdoptionState.choices}
    return render(request, "practices/adoptions/list.html", context)


def _case_asked_for(request: HttpRequest) -> PracticePage | None:
    short_id = request.GET.get("case")
    return case_at(PracticePage.objects.visible_to(request.user), short_id) if short_id else None


@require_safe
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    row = _readable(request, pk)
    steps = list(row.steps.select_related("recorded_by"))
    verifications = list(row.verifications.select_related("city", "given_by"))
    indicators = indicators_to_measure(row.practice) if row.case else []
    context = {
        "row": row,
        "steps": steps,
        "verifications": verifications,
        "comparison": compared(indicators, row.origin_city, [row]),
        "names_people": viewer_of(request.user).in_alliance,
        "may_work_on": may_work_on(request.user, row),
        "may_verify": may_verify(request.user, row),
        "may_take_back": may_take_back(request.user, row),
    }
    return render(request, "practices/adoptions/adoption.html", context)


def _readable(request: HttpRequest, pk: int) -> Adoption:
    """No access and no such record are the same 404."""
    rows = Adoption.objects.visible_to(request.user).select_related("practice", "recorded_by")
    row = get_object_or_404(rows.prefetch_related("indicators"), pk=pk)
    return shown(request.user, [row])[0]


@require_safe
def spread(request: HttpRequest, short_id: str) -> HttpResponse:
    """Who copied from whom, drawn and listed; and what the case's indicators came to in each city."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    found = spread_of(practice, request.user)
    own = Adoption.objects.visible_to(request.user).standing().filter(practice=practice)
    rows = own.select_related("city").prefetch_related("indicators").order_by("since", "pk")
    context = {
        "practice": practice,
        "spread": found,
        "drawing": drawn(found),
        "comparison": compared(indicators_to_measure(practice), practice.city, rows),
        "may_record": bool(cities_to_record_for(request.user, practice)),
    }
    return render(request, "practices/adoptions/spread.html", context)


# --- recorded -----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """For the case `case`. A record that is there already is gone on with."""
    practice = _case_asked_for(request)
    if not viewer_of(request.user).city_ids:
        raise Http404
    if practice is None:
        messages.info(request, _("请先打开要借鉴的案例，再点“记录借鉴”。"))
        return redirect("case_list")
    cities = cities_to_record_for(request.user, practice)
    there = Adoption.objects.standing().filter(practice=practice, city__in=cities).first()
    if there is not None and len(cities) == 1:
        return redirect("adoption", there.pk)
    refusal = why_not_record(practice, cities[0]) if len(cities) == 1 else ""
    if not cities:
        refusal = _("这是本市自己的案例，不用登记借鉴。")
    form = None if refusal else RecordForm(request.POST or None, cities=cities, initial={"state": "considering"})
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_in(form):
            said = {"city": cities[0], **form.cleaned_data, **_came_from(request)}
            row = adoption_record(practice=practice, by=request.user, **said)  # type: ignore[arg-type]
            messages.success(request, _("已登记。做起来以后，回到这里填写改了什么、结果怎样。"))
            return redirect("adoption", row.pk)
    context = {"practice": practice, "form": form, "refusal": refusal}
    context["is_public"] = practice.visibility == Visibility.PUBLIC
    return render(request, "practices/adoptions/new.html", context, status=200 if form else 409)


def _came_from(request: HttpRequest) -> dict[str, Any]:
    for name, kind in CAME_FROM.items():
        number = request.GET.get(name, "")
        if number.isascii() and number.isdigit() and 0 < int(number[:20]) <= LARGEST_ID:
            return {"came_from": kind, "came_from_id": int(number)}
    return {}


# --- worked on ----------------------------------------------------------------------------------------------------
def _row_where(allowed: Allowed, request: HttpRequest, pk: int) -> Adoption:
    row = _readable(request, pk)
    if not allowed(request.user, row):
        raise Http404
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_where(may_work_on, request, pk)
    form = MoveForm(request.POST or None, about=row)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            adoption_move(adoption=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("进展已更新，对方城市会收到。"))
            return redirect("adoption", row.pk)
    return _ask(
        request, row, form, _("更新进展"), _("写这一步从哪天起、为什么。停下来也请写明原因，对别的城市最有用。")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grow(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_where(may_work_on, request, pk)
    form = GrowForm(request.POST or None, about=row, cases=_own_cases(request, row))
    figures = _figures_forms(request, row)
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in figures)]):
        measured: dict[str, Figures] = {each.indicator["key"]: each.figures() for each in figures}
        with refusals_in(form):
            adoption_grow(adoption=row, by=request.user, measured=measured, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已保存。有了结果，对方城市会收到通知来核实。"))
            return redirect("adoption", row.pk)
    context = {"row": row, "form": form, "figures": figures}
    return render(request, "practices/adoptions/grow.html", context)


def _own_cases(request: HttpRequest, row: Adoption) -> QuerySet[PracticePage]:
    cases = PracticePage.objects.visible_to(request.user).filter(city=row.city_id)
    return cases.only("title", "city").order_by("-first_published_at")


def _figures_forms(request: HttpRequest, row: Adoption) -> list[FiguresForm]:
    """One for each indicator the case has, and for those measured before it lost them."""
    indicators = indicators_to_measure(row.practice) if row.practice is not None and row.is_known else []
    kept = {str(each.key): each for each in row.indicators.all()}
    known = {each["key"] for each in indicators}
    gone = [
        {"key": key, "name": each.name, "unit": each.unit, "before": None, "after": None}
        for key, each in kept.items()
        if key not in known
    ]
    data = request.POST or None
    return [FiguresForm(data, indicator=each, kept=kept.get(each["key"])) for each in [*indicators, *gone]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_where(may_verify, request, pk)
    form = VerifyForm(request.POST or None, about=row)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            adoption_verify(adoption=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已核实，对方城市会收到。"))
            return redirect("adoption", row.pk)
    words = _("对照对方写的改动、结果和指标。核实属实的采用记录，会让案例的佐证等级成为“他市复现”。")
    return _ask(request, row, form, _("核实借鉴记录"), words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_where(may_take_back, request, pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            adoption_take_back(adoption=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已撤下，案例和两市的页面不再显示这条记录。"))
            return redirect("adoptions")
    words = _("登记错了才撤下。做了一段又停下来的，请改用“更新进展”，选“已停止”。")
    return _ask(request, row, form, _("撤下借鉴记录"), words)


def _ask(request: HttpRequest, row: Adoption, form: Any, heading: str, explanation: str) -> HttpResponse:
    context = {"row": row, "form": form, "heading": heading, "explanation": explanation}
    return render(request, "practices/adoptions/ask.html", context)
