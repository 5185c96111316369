from __future__ import annotations

from typing import Any

from django import template

from alliance.desk import desk_number

register = template.Library()


@register.simple_tag(takes_context=True)
def number_beside_desk(context: template.Context) -> int:
    """No query for visitors, one for people, none on the desk itself, which has counted."""
    if desk := context.get("desk"):
        return int(desk.number + desk.unread_number)
    user: Any = context["user"]
    return desk_number(user) if user.is_authenticated else 0
