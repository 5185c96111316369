from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from practices.models import PracticePage


def short_address(request: HttpRequest, short_id: str) -> HttpResponse:
    """The permanent address on paper leads to where the case stands today. No access and no case: the same 404."""
    practice = PracticePage.objects.visible_to(request.user).filter(short_id=short_id.lower()).first()
    if practice is None:
        raise Http404
    return redirect(practice.get_url(request))
