"""What a page says of itself to search engines and to whoever forwards its address.

Nothing here asks who the reader is: a page that is closed to somebody is a 404 for them and has no head of its own.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.text import Truncator

from alliance.models import HomePage, PlatformSettings
from cities.pages import FrontPage

DESCRIPTION_LENGTH = 120
#: Where a page keeps what it is about, shortest first.
DESCRIBED_BY = ("search_description", "summary", "introduction", "body")
PAGES_VIEW, SEARCH_VIEW = "wagtail_serve", "search"


@dataclass(frozen=True)
class PageHead:
    """`address` is empty where the page is none that search engines should keep: desks, forms, refusals."""

    title: str
    description: str
    address: str
    image: str


def head_of(page: Any, request: HttpRequest) -> PageHead:
    platform = PlatformSettings.for_request(request)
    shown = page if isinstance(page, FrontPage) and _view(request) == PAGES_VIEW else None
    return PageHead(
        title=platform.platform_name if shown is None or isinstance(shown, HomePage) else shown.title,  # type: ignore[attr-defined]
        description=_description(shown) or platform.description,
        address=_address(shown, request),
        image=request.build_absolute_uri(platform.share_url or static("share.png")),
    )


def _view(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _description(page: Any) -> str:
    texts = (getattr(page, name, "") for name in DESCRIBED_BY)
    found = next((str(text) for text in texts if text), "")
    return Truncator(" ".join(html.unescape(strip_tags(found)).split())).chars(DESCRIPTION_LENGTH)


def _address(page: Any, request: HttpRequest) -> str:
    if page is None:
        return request.build_absolute_uri(request.path) if _view(request) == SEARCH_VIEW else ""
    number = request.GET.get("page", "")
    further = f"?page={number}" if number.isascii() and number.isdigit() and len(number) < 4 and number != "1" else ""
    return request.build_absolute_uri(page.get_url(request) + further)
