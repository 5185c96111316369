from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse

from tests.search.conftest import _remove_index, index

__all__ = ["_remove_index", "index"]


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals with their tracebacks take longer to write than to ask for."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says no is the same for all addresses and is read in test_leaks; here it is only counted."""
    for status in (403, 404):

        def refuse(request: HttpRequest, exception: Exception, status: int = status) -> HttpResponse:
            return HttpResponse(str(exception), status=status)

        monkeypatch.setattr(f"config.urls.handler{status}", refuse, raising=False)
