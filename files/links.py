"""Links to documents in texts, whose numbers are only what somebody posted."""

from __future__ import annotations

from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler


def is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 19


class SafeDocumentLinkHandler(DocumentLinkHandler):  # type: ignore[misc]
    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        """What is no number is no document; the database would answer it with an error page."""
        return super().get_many([attrs if is_number(attrs.get("id", "")) else {"id": "0"} for attrs in attrs_list])
