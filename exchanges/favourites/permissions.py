from __future__ import annotations

from typing import Any

from cities.viewers import viewer_of
from exchanges.models import FavouriteList


def may_keep(user: Any) -> bool:
    """Members of the alliance; who leaves it reads their lists no more."""
    return viewer_of(user).in_alliance


def may_change(user: Any, kept_in: FavouriteList) -> bool:
    return FavouriteList.objects.changeable_by(user).filter(pk=kept_in.pk).exists()
