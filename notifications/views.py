from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from notifications.models import Notification
from notifications.permissions import may_still_read
from notifications.services import mark_read

PER_PAGE = 20


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    lines = Notification.objects.of(request.user).unread_first().prefetch_related("target")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    for line in page:
        line.recipient = request.user
        line.is_readable = may_still_read(line)
    response = render(request, "notifications/inbox.html", {"lines": page})
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To what the line speaks of; having been followed it is read. Another person's line is a 404."""
    line = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    mark_read(user=request.user, pk=line.pk)
    return redirect(line.url if may_still_read(line) else "notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(user=request.user)
    return redirect("notifications")
