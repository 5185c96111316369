from __future__ import annotations

from typing import Any

from django import template

from cities.viewers import viewer_of

register = template.Library()


@register.simple_tag
def manages_members(user: Any) -> bool:
    """Whether the header offers 成员管理; the pages themselves ask cities.permissions."""
    viewer = viewer_of(user)
    return bool(viewer.approving_city_ids) or viewer.in_office or viewer.is_administrator


@register.simple_tag
def writes_cases(user: Any) -> bool:
    """Whether the header offers 写案例: to those with a city they write in."""
    return bool(viewer_of(user).writing_city_ids)
