"""Cases to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from practices.exports import FORMATS
from practices.formats.typesetter import CannotTypeset
from practices.models import PracticePage


@require_safe
def case_download(request: HttpRequest, short_id: str, form: str) -> HttpResponse:
    """No access, no case and no such format are the same 404."""
    wanted = FORMATS.get(form)
    practice = get_object_or_404(PracticePage.objects.visible_to(request.user), short_id=short_id.lower())
    if wanted is None:
        raise Http404
    try:
        content = wanted.write(practice, request.user)
    except CannotTypeset as error:
        return _instead(request, practice, str(error))
    response = HttpResponse(content, content_type=wanted.content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name(practice.title)}.{wanted.suffix}")
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def file_name(title: str) -> str:
    """Without what some systems do not take in the name of a file."""
    return "".join(" " if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in title).strip(
        " ."
    )


def _instead(request: HttpRequest, practice: PracticePage, message: str) -> HttpResponse:
    context = {"practice": practice, "message": message, "formats": FORMATS.values()}
    response = render(request, "practices/no_download.html", context, status=503)
    add_never_cache_headers(response)
    return response
