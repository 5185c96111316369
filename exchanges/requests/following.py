"""A request is followed by who asked and who answered, and by anybody who wants to hear what becomes of it."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.follows.kinds import Kind, register_kind
from exchanges.follows.services import follow
from exchanges.models import SolutionRequest

register_kind(
    Kind(
        code="request",
        model=SolutionRequest,
        label=_("求助"),
        name=lambda row: str(row.title),
        address=lambda row: reverse("request", args=[row.pk]),
        rows=lambda: SolutionRequest.objects.only("title"),
    )
)


def follow_along(request: SolutionRequest, person: User) -> None:
    """Who follows too much already goes without: asking and answering does not fail for it."""
    with suppress(ValidationError, PermissionDenied), transaction.atomic():
        follow(user=person, target=request)
