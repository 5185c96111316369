from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from practices.addressed import case_at
from practices.matching.experience import neighbours
from practices.matching.panel import compare
from practices.matching.permissions import chosen_city, may_fill_profile, may_see_all_cities, own_cities
from practices.matching.profiles import missing_from, profile_of
from practices.matching.reverse import asked_in_figures, fitting_cities
from practices.matching.services import conditions_answer
from practices.matching.suitable import Chosen, Suitability, themes
from practices.models import Kind, PracticePage
from practices.refusals import refusals_in

#: Cities named as alike; more are no help in telling which to ask.
NEIGHBOURS = 5


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


@login_required
@require_safe
def for_my_city(request: HttpRequest) -> HttpResponse:
    """Cases of others in the order in which they are worth a look here; who belongs to two cities chooses."""
    cities = own_cities(request.user)
    city = chosen_city(request.user, request.GET.get("for", ""))
    if city is None:
        raise Http404
    chosen = Chosen.from_query(request.GET)
    page = Suitability(city, request.user, chosen).page(request.GET.get("page"))
    context = {
        "city": city,
        "cities": cities,
        "chosen": chosen,
        "themes": themes(),
        "kinds": Kind.choices,
        "page": page,
        "query": chosen.query(city if len(cities) > 1 else None),
        "neighbours": neighbours(city, NEIGHBOURS),
        "missing": missing_from(profile_of(city.pk)),
        "may_fill": may_fill_profile(request.user, city),
    }
    return render(request, "practices/matching/for_my_city.html", context)


@login_required
@require_safe
def cities_for(request: HttpRequest, short_id: str) -> HttpResponse:
    """The other way round, for the office: which cities a case would fit, by their figures alone."""
    practice = case_at(PracticePage.objects.visible_to(request.user), short_id)
    if not may_see_all_cities(request.user):
        raise Http404
    context = {"page": practice, "asked": asked_in_figures(practice), "fitting": fitting_cities(practice, request.user)}
    return render(request, "practices/matching/cities.html", context)
