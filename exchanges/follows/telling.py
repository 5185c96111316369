"""Followers are told, each in one line with all their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from exchanges.follows.kinds import kind_of
from exchanges.follows.services import active_people
from exchanges.models import Follow
from notifications.fan_out import Told, notify_many, register_audience
from notifications.models import FanOut

if TYPE_CHECKING:
    from accounts.models import User
    from cities.models import City

AUDIENCE = "followers"


def tell_followers(
    *,
    of: Iterable[models.Model],
    event: str,
    target: models.Model,
    subject: str,
    url: str,
    dedupe_key: str,
    body: str = "",
    city: City | None = None,
    by: User | None = None,
    run_key: str | None = None,
) -> FanOut | None:
    """Whoever follows one of `of` and may read `target` is told; of several in the order given. None where nobody
    follows any."""
    with translation.override(settings.LANGUAGE_CODE):
        whom = [[ContentType.objects.get_for_model(thing).pk, thing.pk, _called(thing, target)] for thing in of]
    if not Follow.objects.filter(_followed(whom)).exists():
        return None
    return notify_many(
        audience=AUDIENCE,
        whom=whom,
        event=event,
        target=target,
        subject=subject,
        url=url,
        dedupe_key=dedupe_key,
        body=body,
        city=city,
        by=by,
        run_key=run_key,
    )


def _called(thing: models.Model, target: models.Model) -> str:
    """In the reason of a line about `target`. Whoever follows a thing may have lost sight of it since: then its name is
    no business of theirs."""
    kind = kind_of(thing)
    if kind.is_no_secret:
        return kind.name(thing)
    words = _("这个%(kind)s") if thing == target else _("相关的%(kind)s")
    return words % {"kind": kind.label}


@register_audience(AUDIENCE)
def followers(whom: list[list[Any]], after: int, most: int) -> list[Told]:
    """Two queries. Reasons are in the language of the site."""
    followed = _followed(whom)
    people = list(
        active_people()
        .filter(pk__gt=after, follows__in=Follow.objects.filter(followed))
        .distinct()
        .order_by("pk")[:most]
    )
    rows = Follow.objects.filter(followed, user__in=people)
    own: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    for user_id, content_type, object_id, mail in rows.values_list("user_id", "content_type_id", "object_id", "mail"):
        own[user_id][content_type, object_id] = mail
    with translation.override(settings.LANGUAGE_CODE):
        return [Told(person, _reason(whom, own[person.pk]), tuple(own[person.pk].values())) for person in people]


def _reason(whom: list[list[Any]], own: dict[tuple[int, int], str]) -> str:
    names = [name for content_type, pk, name in whom if (content_type, pk) in own]
    return _("您关注了%(names)s") % {"names": "、".join(names)}


def _followed(whom: list[list[Any]]) -> Q:
    found = Q(pk__in=[])
    for content_type, pk, _name in whom:
        found |= Q(content_type=content_type, object_id=pk)
    return found
