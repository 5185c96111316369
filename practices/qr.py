"""An address as a picture, for paper and phones."""

from __future__ import annotations

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse


def qr_response(request: HttpRequest, path: str) -> HttpResponse:
    """`path` of this site, as its visitors reach it."""
    drawing = BytesIO()
    address = request.build_absolute_uri(path)
    segno.make(address, error="m").save(drawing, kind="svg", scale=4, border=2, light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
