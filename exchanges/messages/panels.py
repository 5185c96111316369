"""联系: on the pages of cases and cities of others, for who may write to them."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.models import City
from cities.panels import register_city_action
from cities.viewers import viewer_of
from exchanges.messages.permissions import may_ask, may_ask_city
from practices.case_panels import Place, register_case_panel
from practices.models import PracticePage


@register_case_panel(Place.CONTACT)
def on_a_case(request: HttpRequest, page: PracticePage) -> SafeString:
    """The page has been judged readable for who looks at it."""
    if not may_ask(request.user) or page.city_id in viewer_of(request.user).city_ids:
        return SafeString()
    return _button(_("给联系人写信"), reverse("message_case", args=[page.short_id]))


@register_city_action
def on_a_city(request: HttpRequest, city: City) -> SafeString:
    if not may_ask_city(request.user, city):
        return SafeString()
    return _button(_("联系%(city)s") % {"city": city}, reverse("message_city", args=[city.slug]))


def _button(label: str, address: str) -> SafeString:
    return render_to_string("exchanges/messages/button.html", {"label": label, "address": address})
