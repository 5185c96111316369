"""Following and letting go, and who follows a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Membership
from cities.viewers import viewer_of
from exchanges.models import Follow
from notifications.permissions import may_read

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A person follows.
MOST_FOLLOWS = 300


def may_follow(user: Any, target: models.Model) -> bool:
    """Members of the alliance, what they may read."""
    return viewer_of(user).in_alliance and may_read(user, target)


@transaction.atomic
def follow(*, user: User, target: models.Model) -> Follow:
    """Twice is once. Raises PermissionDenied for what the person may not read, ValidationError in words for too much."""
    if not may_follow(user, target):
        raise PermissionDenied
    known = follows_of(user, target).first()
    if known:
        return known
    # Under the person's row: two clicks at once would both find room.
    User.objects.select_for_update().get(pk=user.pk)
    if Follow.objects.filter(user=user).count() >= MOST_FOLLOWS:
        message = _("每人最多关注 %(most)s 项。请先到“我的关注”里取消不用的。")
        raise ValidationError(message % {"most": MOST_FOLLOWS})
    made, _created = Follow.objects.get_or_create(user=user, content_type=_type_of(target), object_id=target.pk)
    return made


def unfollow(*, user: User, target: models.Model) -> bool:
    """Whether it was followed. Asks for no right: who may no longer read a thing may let go of it."""
    gone, _rows = follows_of(user, target).delete()
    return bool(gone)


def is_following(user: Any, target: models.Model) -> bool:
    return follows_of(user, target).exists()


def follows_of(user: Any, *targets: models.Model) -> QuerySet[Follow]:
    return Follow.objects.filter(_any_of(targets), user=user)


def followers_of(*targets: models.Model) -> QuerySet[User]:
    """Who follows any of these and is active in the alliance, in the order of their ids. Whether one may read what they
    are to be told is another question, asked when they are told (notifications.fan_out)."""
    following = Follow.objects.filter(_any_of(targets), user=OuterRef("pk"))
    return active_people().filter(Exists(following)).order_by("pk")


def active_people() -> QuerySet[User]:
    """With an account in use and a seat in a member city or in the office."""
    seats = Membership.objects.active().filter(
        Q(city__isnull=True) | Q(city__joined_on__isnull=False, city__left_on__isnull=True), user=OuterRef("pk")
    )
    return User.objects.filter(Q(is_superuser=True) | Exists(seats), is_active=True)


def _any_of(targets: Iterable[models.Model]) -> Q:
    """Nothing is followed by nobody."""
    found = Q(pk__in=[])
    for target in targets:
        found |= Q(content_type=_type_of(target), object_id=target.pk)
    return found


def _type_of(target: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(target)
