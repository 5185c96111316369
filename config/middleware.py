"""What no view should have to think of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class NoNullBytesInAddress:
    """PostgreSQL refuses a null byte in any text, so an address with one is an error there and a 404 on SQLite."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if "\x00" in request.path:
            raise Http404
