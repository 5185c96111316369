"""Interface language: Chinese on the first visit whatever the browser says, then what the reader chose."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def interface_language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class InterfaceLanguageMiddleware:
    """Django's own LocaleMiddleware follows Accept-Language; an office's English browser would get an English site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(interface_language(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class AdminAccessMiddleware:
    """A signed-in person without the right to the editing pages gets a plain refusal: Wagtail would send them to sign
    in, and sign-in would send them back, for ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        user = request.user
        if not request.path.startswith("/cms/") or request.path == "/cms/logout/" or not user.is_authenticated:
            return
        if not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
