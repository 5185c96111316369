"""Every address of the URL conf, with its arguments filled from objects that belong to one city."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
#: Unnamed groups stand for what the route is about, so they are filled by route.
BY_ROUTE = {
    r"documents/^(\d+)/(.*)$": "documents/{document_id}/{document_name}",
    r"cms/^.*/$": "cms/no/such/page/",
    r"^((?:[\w\-]+/)*)$": "{draft_path}",
}


@dataclass(frozen=True)
class Route:
    """`key` is the name with its namespaces, or the route itself where it has no name."""

    key: str
    route: str

    def address(self, arguments: Mapping[str, Any]) -> str:
        if self.route in BY_ROUTE:
            return "/" + BY_ROUTE[self.route].format(**arguments)
        namespace = self.key.rpartition(":")[0] or self.key
        chosen = {**arguments, **arguments["by_namespace"].get(namespace, {})}

        def fill(match: re.Match[str]) -> str:
            return str(chosen[match.group(1)])

        filled = CONVERTER.sub(fill, GROUP.sub(fill, self.route))
        return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")


def routes(resolver: URLResolver | None = None, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            more = (pattern.namespace,) if pattern.namespace else ()
            yield from routes(pattern, route, namespaces + more)
        elif isinstance(pattern, URLPattern):
            yield Route(":".join([*namespaces, pattern.name]) if pattern.name else route, route)
