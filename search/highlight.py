"""Marks on plain text: escaped first, marked after."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SNIPPET_LENGTH = 110


def mark(text: str, words: Iterable[str]) -> SafeString:
    """`text` escaped, with `words` in <mark>."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return mark_safe(escape(text))
    pattern = re.compile("|".join(re.escape(word) for word in wanted), re.IGNORECASE)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        end = match.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))


def snippet(text: str, words: Iterable[str]) -> SafeString:
    """About two lines around the first word found, else the beginning."""
    wanted = [word for word in words if word]
    lowered = text.lower()
    places = [place for word in wanted if (place := lowered.find(word)) >= 0]
    start = max(0, min(places, default=0) - SNIPPET_LENGTH // 3)
    cut = text[start : start + SNIPPET_LENGTH].replace("\n", " ")
    return mark_safe(("…" if start else "") + mark(cut, wanted) + ("…" if start + SNIPPET_LENGTH < len(text) else ""))
