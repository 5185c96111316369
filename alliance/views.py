from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance import manual as texts
from alliance import own_cases as cases
from alliance.desk import desk_of
from alliance.first_visit import put_away, show_again, starts_for
from alliance.forms import CityLeavesForm
from alliance.models import HomePage
from alliance.permissions import may_manage_cities
from alliance.province import Row, headers, parse_sort, rows_for, sort_rows
from alliance.themes import ThemeView, theme_by_code
from cities.models import City
from cities.services import city_join, city_leave
from cities.viewers import viewer_of
from config.visitors import same_for_all_visitors
from files.links import is_number
from practices import bulk
from practices.counts import total
from vocabulary.panels import draw_theme_panels


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """我的工作台: where everybody starts."""
    context = {"desk": desk_of(request.user), "starts": starts_for(request.user)}
    response = render(request, "alliance/desk.html", context)
    add_never_cache_headers(response)
    return response


# --- own city's cases ---------------------------------------------------------------------------------------------
def _for_writers(request: HttpRequest) -> None:
    """Who writes for no city has no such list: what they may read stands on the city's page and in search, and state,
    completeness and review are the work of those who write."""
    if not viewer_of(request.user).writing_city_ids:
        raise Http404


@login_required
@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    _for_writers(request)
    form, found = cases.find(request.user, request.GET)
    page = cases.rows_of(found, request.GET.get("page"))
    viewer = viewer_of(request.user)
    context = {
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "page_of_rows": page,
        "previous": page.has_previous() and cases.page_address(request.GET, page.previous_page_number()),
        "next": page.has_next() and cases.page_address(request.GET, page.next_page_number()),
        "headings": cases.headings(request.GET),
        "shows_city": len(viewer.writing_city_ids) > 1,
        "actions": bulk.actions_for(viewer),
        "all_chosen": "chosen" in request.GET,
        "query": cases.unticked(request.GET),
    }
    return _private(request, "alliance/own_cases.html", context)


def _private(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context)
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def own_cases_bulk(request: HttpRequest) -> HttpResponse:
    """First the question what will and what will not be done; with `confirmed` the doing, told case by case. Sending it
    again does nothing twice: each service asks where the case stands now."""
    _for_writers(request)
    back = _back_to_list(request)
    action = _action_asked(request)
    chosen = cases.chosen_cases(request.user, _numbers(request)) if action else []
    if action is None or not chosen:
        messages.error(request, _("请先勾选案例，再选择要做的事。"))
        return redirect(back)
    data = request.POST if "confirmed" in request.POST else None
    form = action.form(data, cities={page.city_id for page in chosen})
    context = {"action": action, "form": form, "back": back}
    if form.is_valid():
        outcomes = bulk.run(action, chosen, request.user, form.cleaned_data)
        return _private(request, "alliance/own_cases_done.html", context | _in_two(outcomes))
    outcomes = bulk.expected(action, chosen, request.user)
    return _private(request, "alliance/own_cases_bulk.html", context | _in_two(outcomes))


def _action_asked(request: HttpRequest) -> bulk.BulkAction | None:
    action = bulk.BY_NAME.get(request.POST.get("action", ""))
    return action if action in bulk.actions_for(viewer_of(request.user)) else None


def _numbers(request: HttpRequest) -> list[int]:
    return [int(value) for value in request.POST.getlist("id") if is_number(value)]


def _back_to_list(request: HttpRequest) -> str:
    """To the list as it was filtered: of what was sent only a query string survives."""
    query = QueryDict(request.POST.get("back", "")[:500]).urlencode()
    return reverse("own_cases") + (f"?{query}" if query else "")


def _in_two(outcomes: list[bulk.Outcome]) -> dict[str, object]:
    return {
        "done": [outcome for outcome in outcomes if not outcome.refusal],
        "refused": [outcome for outcome in outcomes if outcome.refusal],
    }


# --- for everybody ------------------------------------------------------------------------------------------------
@same_for_all_visitors
@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Not a page of the tree: a theme has its page from the moment it is in the vocabulary (decision 30)."""
    found = theme_by_code(code)
    if found is None:
        raise Http404
    view = ThemeView(found, request.user)
    context = {"view": view, "theme": found, "panels": draw_theme_panels(request, found)}
    response = render(request, "alliance/theme.html", context)
    response.changes_at = view.changes_at  # type: ignore[attr-defined]
    return response


@same_for_all_visitors
@require_safe
def province(request: HttpRequest) -> HttpResponse:
    column, falls = parse_sort(request.GET.get("sort", ""))
    rows = sort_rows(rows_for(request.user, viewer_of(request.user).city_ids), column, falls)
    counts = total(row.counts for row in rows)
    context = {"rows": rows, "headers": headers(column, falls), "total": counts, "members": _members(rows)}
    return render(request, "alliance/province.html", context)


def _members(rows: list[Row]) -> int:
    return sum(row.city.is_member for row in rows)


# --- the office and the cities ------------------------------------------------------------------------------------
def _for_the_office(request: HttpRequest) -> None:
    if not may_manage_cities(request.user):
        raise Http404


@login_required
@require_safe
def member_cities(request: HttpRequest) -> HttpResponse:
    """All cities of the province with what each brings; the office joins and parts them here."""
    _for_the_office(request)
    live = Count("practices", filter=Q(practices__live=True))
    return render(
        request, "alliance/member_cities.html", {"cities": City.objects.annotate(case_count=live).order_by("code")}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_joins(request: HttpRequest, slug: str) -> HttpResponse:
    _for_the_office(request)
    city = get_object_or_404(City, slug=slug)
    if request.method == "POST":
        try:
            city_join(city=city, home=HomePage.objects.get(), by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("%(city)s已加入联盟。下一步：邀请该市的审核人员。") % {"city": city.label})
        return redirect("member_cities")
    return render(request, "alliance/city_joins.html", {"city": city})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_leaves(request: HttpRequest, slug: str) -> HttpResponse:
    _for_the_office(request)
    city = get_object_or_404(City.objects.members(), slug=slug)
    form = CityLeavesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        city_leave(city=city, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(city)s已退出联盟，内容已归档，可随时恢复。") % {"city": city.label})
        return redirect("member_cities")
    return render(request, "alliance/city_leaves.html", {"city": city, "form": form})


# --- the manual ---------------------------------------------------------------------------------------------------
@same_for_all_visitors
@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    return render(request, "manual/index.html", {"groups": texts.GROUPS})


@same_for_all_visitors
@require_safe
def manual_topic(request: HttpRequest, topic: str) -> HttpResponse:
    found = texts.all_topics().get(topic)
    if found is None:
        raise Http404
    return render(request, "manual/topic.html", {"topic": found})


@login_required
@require_POST
def first_visit(request: HttpRequest) -> HttpResponse:
    """The hints of the desk: put away, or back from the manual."""
    if request.POST.get("show") == "again":
        show_again(request.user)
    else:
        put_away(request.user)
        messages.success(request, _("已收起。想再看，页首“帮助”里的使用手册可以找回来。"))
    return redirect("desk")
