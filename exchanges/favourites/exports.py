"""A list taken away as Excel, CSV or a booklet, like any other list of cases."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from exchanges.models import FavouriteList
from practices.exports.lists import MOST, Found, register_list
from practices.models import PracticePage


@register_list("favourites")
def kept_cases(query: str, user: Any) -> Found | None:
    """`query`: list=<id>. What the reader may read of it, the last kept first."""
    asked = QueryDict(query).get("list", "")
    lists = FavouriteList.objects.visible_to(user)
    kept_in = lists.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 12 else None
    if kept_in is None:
        return None
    readable = PracticePage.objects.visible_to(user).filter(favourites__list=kept_in)
    ids = list(readable.order_by("-favourites__on", "-favourites__pk").values_list("pk", flat=True)[:MOST])
    return Found(kept_in.name, len(ids), ids)
