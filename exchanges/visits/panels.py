"""Coming visits on the page of a case they show, and on the page of the host."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.panels import register_city_beside, register_city_sections
from cities.viewers import viewer_of
from exchanges.models import Visit
from exchanges.overview import SHOWN as SHOWN_OF_ALL
from exchanges.overview import register_section
from exchanges.visits.lists import coming
from practices.case_panels import Place, register_beside, register_case_panel
from practices.models import PracticePage

#: The list of all is one step away.
SHOWN = 3


@register_section(order=30)
def coming_visits(request: HttpRequest) -> SafeString:
    rows = list(coming(request.user)[:SHOWN_OF_ALL])
    may_arrange = bool(viewer_of(request.user).writing_city_ids)
    return _drawn(request, {"visits": rows, "of_all": True, "may_arrange": may_arrange})


register_beside("has_visits", lambda: Exists(Visit.practices.through.objects.filter(practicepage=OuterRef("pk"))))


@register_case_panel(Place.SECTIONS, order=60)
def visits_of_case(request: HttpRequest, page: PracticePage) -> SafeString:
    is_shown = page.pk and getattr(page, "has_visits", True)
    rows = list(coming(request.user).filter(practices=page.pk)[:SHOWN]) if is_shown else []
    return _drawn(request, {"visits": rows}) if rows else SafeString("")


register_city_beside("has_visits", lambda: Exists(Visit.objects.filter(city=OuterRef("city"))))


@register_city_sections({"visits": _("考察交流")})
def visits_of_city(request: HttpRequest, city: City) -> dict[str, SafeString]:
    if not getattr(city, "has_visits", True):
        return {}
    rows = list(coming(request.user).filter(city=city)[:SHOWN])
    return {"visits": _drawn(request, {"visits": rows, "city": city})} if rows else {}


def _drawn(request: HttpRequest, context: dict[str, Any]) -> SafeString:
    return render_to_string("exchanges/visits/section.html", context, request)
