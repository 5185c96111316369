"""Rights that began or ended by date, before the scheduler's next round."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from cities.models import Membership
from cities.services import sync_rights


class RightsByTheClockMiddleware:
    """Groups open the editing pages and follow memberships once a minute; one that has ended must not open them until
    then, nor for as long as a scheduler stands still. Before AdminAccessMiddleware, which asks the groups."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if not request.path.startswith("/cms/") or not request.user.is_authenticated:
            return
        if Membership.objects.stale().filter(user=request.user.pk).exists():
            # The object in hand remembers groups and flags as they were.
            request.user = User.objects.get(pk=request.user.pk)
            sync_rights(user=request.user)
