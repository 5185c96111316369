"""Parts of every page: its head, the pages linked from the footer, icons, the name where no database may be asked."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alliance import selectors, the_site
from alliance.models import StandardPage
from alliance.page_head import PageHead, head_of

register = template.Library()

#: The symbols of static/icons.svg.
ICONS = frozenset(
    {
        *("arrow", "check", "city", "clock", "close", "copy", "download", "link", "mail", "menu", "phone", "pin"),
        *("print", "quote", "search", "star", "warning"),
    }
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decoration beside a word: hidden from screen readers, in the colour of the text."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"No icon '{name}'. Choose from: {', '.join(sorted(ICONS))}.")
    address = f"{static('icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def page_head(context: template.Context) -> PageHead:
    return head_of(context.get("page"), context["request"])


@register.simple_tag
def footer_pages() -> list[StandardPage]:
    return selectors.footer_pages()


@register.simple_tag
def name_last_known() -> Any:
    return the_site.name_last_known()
