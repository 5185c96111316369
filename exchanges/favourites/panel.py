"""收藏, on the page of a case: one tap, with or without script."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from exchanges.favourites.permissions import may_keep
from exchanges.favourites.selectors import own_favourite
from practices.case_panels import Place, register_case_panel
from practices.models import PracticePage


@register_case_panel(Place.TOP, order=20)
def button_on_a_case(request: HttpRequest, page: PracticePage) -> SafeString:
    return favourite_button(request, page) if may_keep(request.user) else mark_safe("")


def favourite_button(request: HttpRequest, page: PracticePage, problem: str = "") -> SafeString:
    """`problem` says why it could not be kept."""
    context = {"page": page, "kept": own_favourite(page.pk, request.user), "problem": problem}
    return render_to_string("exchanges/favourites/button.html", context, request)
