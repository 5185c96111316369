"""What people are told when the storage fails under an upload."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
INSUFFICIENT_STORAGE = 507
#: The field of the page that uploads many at once; its script reads the message out of an answer of its own form.
MANY = "files[]"


class StorageFailureMiddleware:
    """A full disk or a storage that is away, met while a file is stored. The file is stored before its row is written,
    so there is no row to take back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OSError) or request.method != "POST" or not request.FILES:
            return None
        logger.error("An uploaded file could not be stored", exc_info=exception)
        if MANY in request.FILES:
            return JsonResponse(
                {"success": False, "error_message": _("文件没有存上，请稍后再传；多次出现请告诉系统管理员。")}
            )
        return render(request, "507.html", status=INSUFFICIENT_STORAGE)
