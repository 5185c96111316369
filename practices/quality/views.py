"""What the editor asks while somebody writes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cities.viewers import viewer_of
from practices.quality.checks import check_posted


@login_required
@never_cache
@require_POST
def check_form(request: HttpRequest) -> HttpResponse:
    """The form as it stands, checked; nothing is saved."""
    _for_writers(request.user)
    return render(request, "practices/quality/findings.html", {"report": check_posted(request.POST)})


def _for_writers(user: Any) -> None:
    viewer = viewer_of(user)
    if not (viewer.writing_city_ids or viewer.is_administrator):
        raise PermissionDenied
