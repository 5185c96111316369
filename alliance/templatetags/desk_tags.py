from __future__ import annotations

from typing import Any

from django import template

from alliance.desk import unread_of, waiting_number

register = template.Library()


@register.simple_tag
def desk_number(user: Any) -> int:
    """The one number beside 我的工作台: what waits for this person and what they have not read. No query for visitors,
    one for a member, up to four for who writes and approves."""
    return waiting_number(user) + unread_of(user).count() if user.is_authenticated else 0
