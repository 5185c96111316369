"""The one place that decides what markup a long text may carry, and what is left without markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import bleach
from bleach.html5lib_shim import Filter

ALLOWED_TAGS = frozenset({"a", "b", "strong", "br", "h2", "h3", "h4", "hr", "li", "ol", "p", "ul"})
#: `linktype` and `id` are how Wagtail stores a link to a page or a document.
ALLOWED_ATTRIBUTES = {"a": ["href", "linktype", "id"]}
ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
#: `xml` and `title`: what Word and WPS put before a text they copy.
_SCRIPTS = re.compile(r"<(script|style|xml|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


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


class _MarkedLinks(Filter):
    """Says of every link that a member set it: it gives its target no weight and no way back."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a":
                token["data"][(None, "rel")] = "nofollow noopener ugc"
            yield token


def sanitize_written(markup: str) -> str:
    """The same allow-list for what any member may write: links lead to addresses only, never by Wagtail's `linktype` to a
    page the writer may not read, and are marked as somebody's."""
    cleaner = bleach.Cleaner(
        tags=ALLOWED_TAGS,
        attributes={"a": ["href"]},
        protocols=ALLOWED_PROTOCOLS,
        strip=True,
        filters=[_MarkedLinks],
    )
    return cleaner.clean(_SCRIPTS.sub("", markup))


def text_to_stored(text: str) -> str:
    """Plain text as a long text: each line that says something is a paragraph. The way back is `stored_to_text`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def stored_to_text(markup: str) -> str:
    """Plain text of a long text that was sanitised when it was saved, one line a block. What is shown of it is escaped."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    lines = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", markup))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
