"""The one door to originals and renditions; documents come through Wagtail's view and the same rule."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from files.models import AllianceImage, Rendition
from files.permissions import is_of_the_site, may_read_file

#: So short that a new logo is seen soon by everybody.
SITE_FILE = "public, max-age=300"


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """Refused and unknown are the same 404. Documents are never served by their storage name."""
    image = AllianceImage.objects.filter(file=name).first()
    if image is None:
        rendition = Rendition.objects.select_related("image").filter(file=name).first()
        image = rendition.image if rendition else None
    if image is None or not may_read_file(request.user, image) or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name))
    response["Cache-Control"] = SITE_FILE if is_of_the_site(image) else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def no_free_preview(request: HttpRequest, image_id: int, filter_spec: str) -> HttpResponse:
    """Stands before the editing pages' preview, which makes a picture of whatever size is asked for. Only its generator
    of rendition addresses uses it, and here no such addresses exist: templates name every filter that is run."""
    raise Http404
