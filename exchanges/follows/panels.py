"""The button 关注 on pages of lower apps."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import SafeString

from cities.models import City
from cities.panels import register_city_action
from exchanges.follows.button import draw_button
from practices.case_panels import Place, register_case_panel
from practices.models import PracticePage


@register_city_action
def on_a_city(request: HttpRequest, city: City) -> SafeString:
    return draw_button(request, city)


@register_case_panel(Place.TOP, order=10)
def on_a_case(request: HttpRequest, page: PracticePage) -> SafeString:
    return draw_button(request, page)
