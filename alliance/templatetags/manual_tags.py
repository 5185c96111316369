from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from alliance import manual

register = template.Library()
LABEL = re.compile("「([^「」]+)」")


@register.filter
def with_labels(text: str) -> SafeString:
    """Names of buttons and fields set apart, as they stand on the screen."""
    return mark_safe(LABEL.sub(r'<b class="key">\1</b>', escape(text)))


@register.simple_tag(takes_context=True)
def help_address(context: template.Context) -> str:
    request = context.get("request")
    return manual.help_address(request) if request else ""
