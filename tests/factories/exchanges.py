"""What people keep, say and find helpful, made through the services that their screens call."""

from __future__ import annotations

from typing import Any

from exchanges.favourites.services import favourite_add, list_add, list_share
from exchanges.messages.services import conversation_about_case
from exchanges.models import Conversation, Favourite, FavouriteList
from practices.models import PracticePage
from tests.factories.cities import city


def private_list(owner: Any, name: str = "夜市专题") -> FavouriteList:
    return list_add(owner=owner, name=name)


def city_list(writer: Any, slug: str = "rizhao", name: str = "本市专题") -> FavouriteList:
    row = list_add(owner=writer, name=name)
    list_share(kept_in=row, city=city(slug), by=writer)
    row.refresh_from_db()
    return row


def kept(practice: PracticePage, by: Any, kept_in: FavouriteList | None = None, note: str = "") -> Favourite:
    return favourite_add(practice=practice, by=by, kept_in=kept_in, note=note)


def letter(
    practice: PracticePage, asker: Any, slug: str = "heze", body: str = "<p>请问收费标准是谁定的？</p>"
) -> Conversation:
    """About the case, from a person of the city `slug`."""
    return conversation_about_case(practice=practice, by=asker, city=city(slug), body=body)
