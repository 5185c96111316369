"""The colours of the site in a mail, where no style sheet of ours is fetched: read from the one place that has them."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings

TOKENS = "static/css/tokens.css"
LIGHT, DARK = ":root {", ':root[data-theme="dark"] {'


@cache
def colours() -> dict[str, dict[str, str]]:
    """`light` and `dark`, each: name of the token with underscores → #RRGGBB."""
    text = (settings.BASE_DIR / TOKENS).read_text(encoding="utf-8")
    return {name: _block(text, selector) for name, selector in (("light", LIGHT), ("dark", DARK))}


def _block(text: str, selector: str) -> dict[str, str]:
    body = text[text.index(selector) :].split("}", 1)[0]
    found = re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body)
    return {name.replace("-", "_"): value for name, value in found}
