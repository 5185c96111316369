from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities.models import City
from cities.viewers import viewer_of
from config.visitors import same_for_all_visitors
from practices.addressed import case_at
from practices.cards import page_of_cards
from practices.forms import NarrowForm, ReasonForm
from practices.lists import Chosen
from practices.models import Hold, PracticeIndexPage, PracticePage
from practices.permissions import may_lift, may_narrow, may_take_down, tags_for
from practices.qr import qr_response
from practices.refusals import refusals_in
from practices.services import hold_lift, practice_narrow, practice_take_down


def short_address(request: HttpRequest, short_id: str) -> HttpResponse:
    """The permanent address on paper leads to where the case stands today."""
    return redirect(case_at(PracticePage.objects.visible_to(request.user), short_id).get_url(request))


@require_safe
def qr_code(request: HttpRequest, short_id: str) -> HttpResponse:
    """The short address, for paper and phones."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    return qr_response(request, reverse("practice_short", args=[practice.short_id]))


@same_for_all_visitors
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.from_query(request.GET)
    practices = chosen.apply(PracticePage.objects.visible_to(request.user)).for_cards()
    page = page_of_cards(practices, request.GET.get("page"), request.user)
    context = {"chosen": chosen, "tabs": chosen.tabs(), "query": chosen.query(), "practices": page}
    return render(request, "practices/case_list.html", context)


@login_required
def write(request: HttpRequest) -> HttpResponse:
    """Straight to an empty case of one's own city; who writes for several is asked which."""
    cities = City.objects.filter(pk__in=viewer_of(request.user).writing_city_ids)
    places = [(city, _form_address(city)) for city in cities]
    if len(places) == 1:
        return redirect(places[0][1])
    return render(request, "practices/write.html", {"places": places}, status=200 if places else 403)


def _form_address(city: City) -> str:
    index = PracticeIndexPage.objects.child_of(city.page).get()
    return reverse("wagtailadmin_pages:add", args=["practices", "practicepage", index.pk])


@login_required
@require_safe
def suggested_tags(request: HttpRequest) -> JsonResponse:
    """In the place of Wagtail's own, which suggests the keywords of every city's closed cases."""
    term = request.GET.get("term", "").replace("\x00", "")[:100]
    tags = tags_for(request.user).filter(name__istartswith=term).order_by("name") if term else []
    return JsonResponse([tag.name for tag in tags[:10]], safe=False)


# --- holds --------------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, short_id: str) -> HttpResponse:
    return _set_hold(
        request,
        _practice_where(may_take_down, request, short_id),
        ReasonForm(request.POST or None),
        practice_take_down,
        heading=_("下架案例"),
        explanation=_("下架后，除该市编辑、审核和省级办公室外，谁都看不到。可以随时恢复。"),
        done=_("已下架。该市审核人员和作者会收到通知和原因。"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def narrow(request: HttpRequest, short_id: str) -> HttpResponse:
    return _set_hold(
        request,
        _practice_where(may_narrow, request, short_id),
        NarrowForm(request.POST or None),
        practice_narrow,
        heading=_("缩小公开范围"),
        explanation=_("立即生效，以后发布新版本也不会放宽；要放宽请解除限制。"),
        done=_("已缩小公开范围，立即生效。"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, short_id: str, pk: int) -> HttpResponse:
    holds = Hold.objects.select_related("practice").filter(lifted_at__isnull=True)
    hold = get_object_or_404(holds, pk=pk, practice__short_id=short_id)
    if not may_lift(request.user, hold):
        raise Http404
    if request.method == "POST":
        hold_lift(hold=hold, by=request.user)
        messages.success(request, _("限制已解除。"))
        return redirect(hold.practice.get_url(request))
    return _ask(request, hold.practice, None, _("解除限制"), _("解除后，案例恢复到作者选定的公开范围。"))


def _set_hold(
    request: HttpRequest,
    practice: PracticePage,
    form: ReasonForm,
    service: Callable[..., Hold],
    *,
    heading: str,
    explanation: str,
    done: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            service(practice=practice, by=request.user, **form.cleaned_data)
            messages.success(request, done)
            return redirect(practice.get_url(request))
    return _ask(request, practice, form, heading, explanation)


def _practice_where(allowed: Callable[[Any, PracticePage], bool], request: HttpRequest, short_id: str) -> PracticePage:
    """Not allowed and not there are the same 404."""
    practice = case_at(PracticePage.objects.live(), short_id)
    if not allowed(request.user, practice):
        raise Http404
    return practice


def _ask(request: HttpRequest, practice: PracticePage, form: Any, heading: str, explanation: str) -> HttpResponse:
    context = {"practice": practice, "form": form, "heading": heading, "explanation": explanation}
    return render(request, "practices/hold.html", context)
