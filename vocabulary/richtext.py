"""The one place that decides what markup a long text may carry, and what is left without markup."""

from __future__ import annotations

import html
import re

import bleach

ALLOWED_TAGS = frozenset({"a", "b", "strong", "br", "h2", "h3", "h4", "hr", "li", "ol", "p", "ul"})
#: `linktype` and `id` are how Wagtail stores a link to a page or a document.
ALLOWED_ATTRIBUTES = {"a": ["href", "linktype", "id"]}
ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def sanitize(markup: str) -> str:
    """`markup` with everything outside the allow-list taken out; text inside a forbidden tag stays as text, except
    scripts and style sheets, which nobody meant to be read."""
    return bleach.clean(
        _SCRIPTS.sub("", markup),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=ALLOWED_PROTOCOLS,
        strip=True,
    )


def stored_to_text(markup: str) -> str:
    """Plain text of a long text that was sanitised when it was saved, one line a block. What is shown of it is escaped."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    lines = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", markup))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
