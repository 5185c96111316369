"""Where this installation is reached, for what is read away from it: mails, files on paper."""

from __future__ import annotations

from django.conf import settings


def site_address(path: str = "") -> str:
    """`path` begins with a slash; without one, the address has none at its end."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
