"""我的关注: what a person follows, by kind, with what they may still read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from exchanges.follows.kinds import Kind, kinds
from exchanges.models import Follow
from notifications.permissions import readable_ids


@dataclass(frozen=True)
class Followed:
    """`name` and `address` are empty where the thing is closed to this person now, or gone."""

    follow: Follow
    kind: Kind
    name: str = ""
    address: str = ""


def followed_by(user: Any) -> list[tuple[Kind, list[Followed]]]:
    """Three queries a kind, however much is followed."""
    follows = list(Follow.objects.filter(user=user))
    groups = []
    for kind in kinds():
        content_type = ContentType.objects.get_for_model(kind.model).pk
        own = [row for row in follows if row.content_type_id == content_type]
        if own:
            groups.append((kind, _named(user, kind, own)))
    return groups


def _named(user: Any, kind: Kind, follows: list[Follow]) -> list[Followed]:
    readable = readable_ids(user, kind.model, [row.object_id for row in follows])
    things = {thing.pk: thing for thing in kind.rows().filter(pk__in=readable)}
    return [
        Followed(row, kind, kind.name(thing), kind.address(thing))
        if (thing := things.get(row.object_id))
        else Followed(row, kind)
        for row in follows
    ]
