from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from exchanges.follows.button import draw_button

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_button(context: template.Context, target: Any) -> SafeString:
    """`target` is of one of the kinds in exchanges.follows.kinds."""
    return draw_button(context["request"], target)
