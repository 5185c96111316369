"""关注 and 已关注: a form that works without JavaScript, and is swapped in place with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cities.viewers import viewer_of
from exchanges.follows.kinds import kind_of
from exchanges.follows.services import is_following


def draw_button(request: HttpRequest, target: Any, *, back: str = "", swapped: bool = False) -> SafeString:
    """Nothing for who is not in the alliance: a visitor's page is kept for all visitors. `swapped`: in the place of the
    one that was pressed, so it takes the focus."""
    if not viewer_of(request.user).in_alliance:
        return SafeString("")
    context = {
        "kind": kind_of(target),
        "target": target,
        "following": is_following(request.user, target),
        "back": back or request.get_full_path(),
        "swapped": swapped,
    }
    return render_to_string("exchanges/follows/button.html", context, request=request)
