"""Requests on pages that are about more: the overview of exchanges, a city's page, the case that came of one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.panels import register_city_beside, register_city_sections
from exchanges.models import RequestOutcome, SolutionRequest
from exchanges.overview import SHOWN, register_section
from exchanges.requests.lists import shown, with_lines
from exchanges.requests.permissions import may_ask
from practices.case_panels import Place, register_beside, register_case_panel
from practices.models import PracticePage


@register_section(order=10)
def open_requests(request: HttpRequest) -> SafeString:
    rows = shown(request.user)
    context = {
        "requests": with_lines(rows.running())[:SHOWN],
        "number": rows.running().count(),
        "may_ask": may_ask(request.user),
        "request": request,
    }
    return render_to_string("exchanges/requests/overview.html", context)


register_city_beside("has_requests", lambda: Exists(SolutionRequest.objects.running().filter(city=OuterRef("city"))))


@register_city_sections({"requests": _("正在求助")})
def requests_of_city(request: HttpRequest, city: City) -> dict[str, SafeString]:
    """What the city seeks: none of it where it seeks nothing the reader may see. Without themes: the page has room for one
    more query, and no more."""
    if not getattr(city, "has_requests", True):
        return {}
    rows = list(with_lines(shown(request.user).running().filter(city=city)).prefetch_related(None)[:SHOWN])
    if not rows:
        return {}
    context = {"requests": rows, "city": city, "request": request}
    return {"requests": render_to_string("exchanges/requests/city.html", context)}


register_beside("has_request", lambda: Exists(RequestOutcome.objects.filter(practice=OuterRef("pk"))))


@register_case_panel(Place.SECTIONS, order=40)
def where_a_case_began(request: HttpRequest, page: PracticePage) -> SafeString:
    """The request a case was made of, for who may read that as well."""
    if not getattr(page, "has_request", True):
        return SafeString("")
    outcome = RequestOutcome.objects.filter(
        practice=page.pk, request__in=SolutionRequest.objects.visible_to(request.user)
    )
    made = outcome.select_related("request").first()
    if made is None:
        return SafeString("")
    return render_to_string("exchanges/requests/provenance.html", {"row": made.request})
