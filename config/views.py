"""Addresses that machines ask for at the root of every site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap as PlainSitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap

from vocabulary.selectors import themes_offered

#: Search engines gain nothing from these, and every result page would be one more address.
NOT_FOR_ROBOTS = ("/cms/", "/accounts/", "/documents/", "/language/", "/p/", "/search/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap_index'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it where a response has no page around it: a picture, a file."""
    response = redirect(static("favicon.ico"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


class PublicPages(Sitemap):  # type: ignore[misc]
    """Each page says by get_sitemap_urls whether a visitor may read it. Never kept in a cache: the address of a case
    holds the words of its title, and narrowing acts at once."""

    limit = 500

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Under the name the site was asked by, whatever host name its record carries."""
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)
        for url in urls:
            url["location"] = self.request.build_absolute_uri(urlsplit(url["location"]).path)
        return urls


class PublicLists(PlainSitemap):
    """Pages outside the tree, which any visitor may read: the province, the list of cases, each theme."""

    def items(self) -> list[str]:
        return [reverse("province"), reverse("case_list"), *(reverse("theme", args=[t.code]) for t in themes_offered())]

    def location(self, item: str) -> str:
        return item

    def get_protocol(self, protocol: str | None = None) -> str:
        return protocol or "https"


SITEMAPS = {"pages": PublicPages, "lists": PublicLists}
