"""`manage.py check --deploy --tag search`, and what the worker says when it starts. Not part of an ordinary check: the
site must start while the search server is away."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from search.engines.elasticsearch import ElasticsearchEngine
from search.port import SearchUnavailable
from search.services import engine


@register("search", deploy=True)
def check_search_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return trouble()


def trouble() -> list[CheckMessage]:
    """What stands between this process and the search server, in words that say how to mend it."""
    try:
        found = engine()
        if isinstance(found, ElasticsearchEngine):
            found.diagnose()
    except SearchUnavailable as error:
        return [Error(str(error), hint=error.hint or None, id="search.E001")]
    return []
