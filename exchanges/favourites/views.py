"""我的收藏: what a person keeps, and what their city keeps for all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cities.models import City
from cities.viewers import viewer_of
from exchanges.favourites.forms import FavouriteForm, ListForm
from exchanges.favourites.panel import favourite_button
from exchanges.favourites.permissions import may_change, may_keep
from exchanges.favourites.selectors import lists_of, page_of
from exchanges.favourites.services import (
    MOST_KEPT,
    MOST_LISTS,
    case_forget,
    favourite_add,
    favourite_change,
    favourite_remove,
    list_add,
    list_delete,
    list_rename,
    list_share,
)
from exchanges.models import Favourite, FavouriteList
from practices.addressed import case_at
from practices.models import PracticePage
from practices.refusals import refusals_in

READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _private(request: HttpRequest, template: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    response = render(request, template, context, status=400 if form is not None and form.errors else 200)
    add_never_cache_headers(response)
    return response


def _changeable(request: HttpRequest, pk: int) -> FavouriteList:
    """Another's list, and no list, are the same 404."""
    return get_object_or_404(FavouriteList.objects.changeable_by(request.user), pk=pk)


@login_required
@require_http_methods(READ_AND_WRITE)
def favourites(request: HttpRequest) -> HttpResponse:
    if not may_keep(request.user):
        raise Http404
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            added = list_add(owner=request.user, name=form.cleaned_data["name"])  # type: ignore[arg-type]
            messages.success(request, _("已新建“%(name)s”。") % {"name": added.name})
            return redirect("favourites")
    own, of_cities = lists_of(request.user)
    context = {"form": form, "own": own, "of_cities": of_cities, "most": MOST_LISTS}
    return _private(request, "exchanges/favourites/lists.html", context, form)


@login_required
@require_http_methods(READ_AND_WRITE)
def favourite_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Its cases; for who may change it also its name."""
    kept_in = get_object_or_404(FavouriteList.objects.visible_to(request.user).select_related("city", "owner"), pk=pk)
    changes = may_change(request.user, kept_in)
    if request.method == "POST" and not changes:
        raise Http404
    form = ListForm(request.POST or None, initial={"name": kept_in.name})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            list_rename(kept_in=kept_in, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("已改名为“%(name)s”。") % {"name": form.cleaned_data["name"]})
            return redirect("favourite_list", pk)
    context = {
        "kept_in": kept_in,
        "changes": changes,
        "form": form,
        "kept": page_of(kept_in, request.user, request.GET.get("page")),
        "may_share_with": _may_share_with(request) if changes and not kept_in.city_id else [],
        "most": MOST_KEPT,
    }
    return _private(request, "exchanges/favourites/list.html", context, form)


def _may_share_with(request: HttpRequest) -> list[City]:
    return list(City.objects.filter(pk__in=viewer_of(request.user).writing_city_ids))


@login_required
@require_POST
def favourite_list_share(request: HttpRequest, pk: int) -> HttpResponse:
    kept_in = _changeable(request, pk)
    city = get_object_or_404(City, pk__in=viewer_of(request.user).writing_city_ids, slug=request.POST.get("city", ""))
    try:
        list_share(kept_in=kept_in, city=city, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("“%(name)s”现在是%(city)s的清单，本市成员都能看到。") % {"name": kept_in, "city": city}
        )
    return redirect("favourite_list", pk)


@login_required
@require_POST
def favourite_list_delete(request: HttpRequest, pk: int) -> HttpResponse:
    kept_in = _changeable(request, pk)
    list_delete(kept_in=kept_in, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已删除“%(name)s”。") % {"name": kept_in.name})
    return redirect("favourites")


@login_required
@require_http_methods(READ_AND_WRITE)
def favourite(request: HttpRequest, pk: int) -> HttpResponse:
    """The note of one case, and the list it is in."""
    row = _kept(request, pk)
    case = PracticePage.objects.visible_to(request.user).filter(pk=row.practice_id).first()
    note = row.note if case is not None or row.by_id == request.user.pk else ""
    form = FavouriteForm(request.POST or None, user=request.user, initial={"kept_in": row.list_id, "note": note})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            favourite_change(favourite=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已保存。"))
            return redirect("favourite_list", form.cleaned_data["kept_in"].pk)
    return _private(request, "exchanges/favourites/kept.html", {"row": row, "case": case, "form": form}, form)


@login_required
@require_POST
def favourite_take_out(request: HttpRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    favourite_remove(favourite=row, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已移出清单。"))
    return redirect("favourite_list", row.list_id)


def _kept(request: HttpRequest, pk: int) -> Favourite:
    lists = FavouriteList.objects.changeable_by(request.user)
    return get_object_or_404(Favourite.objects.filter(list__in=lists).select_related("list"), pk=pk)


@login_required
@require_http_methods(READ_AND_WRITE)
def practice_favourite(request: HttpRequest, short_id: str) -> HttpResponse:
    """The button of the case page says what is asked for, so that a second click does not turn it round. A GET shows
    where to keep it and room for a note."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_keep(request.user):
        raise Http404
    if request.method != "POST" or "kept_in" in request.POST:
        return _keep_in_a_list(request, practice)
    problem = ""
    try:
        if request.POST.get("keep") == "0":
            case_forget(practice=practice, by=request.user)  # type: ignore[arg-type]
        else:
            favourite_add(practice=practice, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        problem = " ".join(error.messages)
    if getattr(request, "htmx", False):
        return HttpResponse(favourite_button(request, practice, problem))
    if problem:
        messages.error(request, problem)
    return redirect(practice.get_url(request))


def _keep_in_a_list(request: HttpRequest, practice: PracticePage) -> HttpResponse:
    form = FavouriteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = favourite_add(practice=practice, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("已收藏到“%(name)s”。") % {"name": row.list})
            return redirect("favourite_list", row.list_id)
    return _private(request, "exchanges/favourites/keep.html", {"practice": practice, "form": form}, form)
