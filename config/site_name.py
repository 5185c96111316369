"""What this installation is called. The settings that say so belong to an upper app, which registers where to look."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

_sources: list[Callable[[], str]] = []


def name_from(source: Callable[[], str]) -> Callable[[], str]:
    """Decorator of what knows the name."""
    _sources[:] = [source]
    return source


def site_name() -> str:
    return next((source() for source in _sources), settings.WAGTAIL_SITE_NAME)
