"""What a city offers, on its own page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cities.models import City
from cities.pages import city_root_path
from cities.panels import register_city_panel
from config.remembered import remembered
from practices.cards import cards
from practices.models import PracticeIndexPage, PracticePage

NEWEST = 6


@remembered
def practice_indexes() -> dict[str, PracticeIndexPage]:
    """By the tree path of the city page."""
    return {city_root_path(index): index for index in PracticeIndexPage.objects.live()}


@register_city_panel
def newest_practices(request: HttpRequest, city: City) -> SafeString:
    practices = PracticePage.objects.visible_to(request.user).in_city(city).for_cards()[:NEWEST]
    index = practice_indexes().get(city_root_path(city.page))
    context = {"practices": cards(practices), "index_url": index.get_url(request) if index else None}
    return render_to_string("practices/city_panel.html", context, request=request)
