"""The address of a case that is off the site answers 410 with the reason, to whom the case was open."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from practices.models import Withdrawal
from practices.permissions import may_see_contact

SHORT_ADDRESS = re.compile(r"/p/([0-9a-z]+)(?:/.*)?", re.IGNORECASE | re.DOTALL)


class TombstoneMiddleware:
    """Asked only where there is nothing: a live case, and whatever stands at its address now, come first. Everybody else
    gets the same 404 as anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        found = tombstone_at(request)
        return _page(request, found) if found else response


def tombstone_at(request: HttpRequest) -> Withdrawal | None:
    rows = Withdrawal.objects.open().visible_to(request.user).select_related("city__page")
    short = SHORT_ADDRESS.fullmatch(request.path)
    if short:
        return rows.filter(short_id=short[1].lower()).first()
    if "/practices/" not in request.path:
        return None
    return rows.filter(address=request.path if request.path.endswith("/") else f"{request.path}/").first()


def _page(request: HttpRequest, found: Withdrawal) -> HttpResponse:
    contact = found.practice if not found.erased_at and may_see_contact(request.user) else None
    response = render(request, "practices/tombstone.html", {"found": found, "contact": contact}, status=410)
    add_never_cache_headers(response)
    return response
