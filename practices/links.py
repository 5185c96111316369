"""Links between texts. A writer may post the number of any page, so what a link tells is decided when it is shown."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from files.links import is_number
from practices.models import PracticePage


class CaseLinkHandler(PageLinkHandler):  # type: ignore[misc]
    """A case is linked by its short address: the long one holds the words of its title, and the reader may not be one
    who may know them. A page that is not live is not linked at all."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        """What is no number is asked of no database, which would answer with an error page."""
        return super().get_many([attrs if is_number(attrs.get("id", "")) else {} for attrs in attrs_list])

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [cls._tag(page, attrs) for page, attrs in zip(cls.get_many(attrs_list), attrs_list, strict=True)]

    @classmethod
    def _tag(cls, page: Any, attrs: dict[str, Any]) -> str:
        if page is None or not page.live:
            return "<a>"
        case = page.specific if page.specific_class is PracticePage else None
        address = f"/p/{case.short_id}" if case else page.get_url()
        return f'<a href="{escape(address)}">' if address else "<a>"
