"""Keeping cases: in lists of one's own, or of the city one writes for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import City
from cities.viewers import viewer_of
from exchanges.favourites.permissions import may_change, may_keep
from exchanges.models import Favourite, FavouriteList
from practices.models import PracticePage

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Lists of a person, and of a city; cases in one list.
MOST_LISTS, MOST_KEPT = 20, 200


# --- lists --------------------------------------------------------------------------------------------------------
@transaction.atomic
def list_add(*, owner: User, name: str) -> FavouriteList:
    """A private one. Raises ValidationError in words."""
    if not may_keep(owner):
        raise PermissionDenied
    _alone(owner)
    return _put(FavouriteList(owner=owner, name=name.strip()))


@transaction.atomic
def list_rename(*, kept_in: FavouriteList, name: str, by: User) -> None:
    row = _changeable(kept_in, by)
    before, row.name = row.name, name.strip()
    _put(row)
    if row.city_id:
        _log(row, "rename", by, before=before)


@transaction.atomic
def list_share(*, kept_in: FavouriteList, city: City, by: User) -> None:
    """A private list becomes the city's: its members read it from then on, notes included, and its writers change it."""
    row = _changeable(kept_in, by)
    if city.pk not in viewer_of(by).writing_city_ids:
        raise PermissionDenied
    if row.city_id is not None:
        raise ValidationError(_("这个清单已经是%(city)s的清单。") % {"city": row.city})
    City.objects.select_for_update().get(pk=city.pk)
    row.city = city
    _put(row)
    _log(row, "share", by)


@transaction.atomic
def list_delete(*, kept_in: FavouriteList, by: User) -> None:
    """With what is in it; the cases themselves are untouched."""
    row = _changeable(kept_in, by)
    if row.city_id:
        _log(row, "delete", by, kept=row.kept.count())
    row.delete()


def _put(row: FavouriteList) -> FavouriteList:
    """Under a lock of its owner or city, so that two clicks at once do not both find room."""
    if not row.name:
        raise ValidationError({"name": _("请写清单名称。")})
    others = _beside(row)
    if others.filter(name=row.name).exists():
        raise ValidationError({"name": _("已有同名的清单，请换一个名称。")})
    if others.count() >= MOST_LISTS:
        words = (
            _("一个城市最多 %(most)s 个清单。请先删除不用的。")
            if row.city_id
            else _("每人最多 %(most)s 个清单。请先删除不用的。")
        )
        raise ValidationError(words % {"most": MOST_LISTS})
    row.full_clean()
    row.save()
    return row


def _beside(row: FavouriteList) -> QuerySet[FavouriteList]:
    same = FavouriteList.objects.filter(city=row.city) if row.city_id else FavouriteList.objects.private_of(row.owner)
    return same.exclude(pk=row.pk)


# --- what is kept -------------------------------------------------------------------------------------------------
@transaction.atomic
def favourite_add(
    *, practice: PracticePage, by: User, kept_in: FavouriteList | None = None, note: str = ""
) -> Favourite:
    """Without a list into the first of the person's own, which is made where there is none. A case that is in the list
    already stays as it is."""
    if not may_keep(by) or not PracticePage.objects.visible_to(by).filter(pk=practice.pk).exists():
        raise PermissionDenied
    row = _changeable(kept_in, by) if kept_in else _first_list(by)
    existing = row.kept.filter(practice=practice).first()
    if existing:
        return existing
    _room_in(row)
    favourite = Favourite(list=row, practice=practice, by=by, note=note.strip())
    favourite.full_clean()
    favourite.save()
    return favourite


@transaction.atomic
def favourite_change(*, favourite: Favourite, kept_in: FavouriteList, note: str, by: User) -> None:
    """Its note, and the list it is in. Raises ValidationError where that list has the case already."""
    _changeable(favourite.list, by)
    row = Favourite.objects.select_for_update().get(pk=favourite.pk)
    if kept_in.pk != row.list_id:
        there = _changeable(kept_in, by)
        if there.kept.filter(practice=row.practice_id).exists():
            raise ValidationError({"kept_in": _("“%(name)s”里已有这个案例。") % {"name": there.name}})
        _room_in(there)
        row.list = there
    if row.note != note.strip():
        row.note, row.by = note.strip(), by
    row.full_clean()
    row.save()


@transaction.atomic
def favourite_remove(*, favourite: Favourite, by: User) -> None:
    _changeable(favourite.list, by)
    favourite.delete()


@transaction.atomic
def case_forget(*, practice: PracticePage, by: User) -> None:
    """Out of every list of one's own; lists of cities keep it."""
    Favourite.objects.filter(practice=practice, list__in=FavouriteList.objects.private_of(by)).delete()


def _first_list(owner: User) -> FavouriteList:
    _alone(owner)
    first = FavouriteList.objects.private_of(owner).first()
    return first or _put(FavouriteList(owner=owner, name=_("我的收藏")))


def _room_in(row: FavouriteList) -> None:
    if row.kept.count() >= MOST_KEPT:
        words = _("“%(name)s”已有 %(most)s 个案例，放不下了。请移出不用的，或换一个清单。")
        raise ValidationError(words % {"name": row.name, "most": MOST_KEPT})


def _alone(owner: User) -> None:
    User.objects.select_for_update().get(pk=owner.pk)


def _changeable(kept_in: FavouriteList, by: User) -> FavouriteList:
    """The row, locked. Raises PermissionDenied: rights may have ended since the page was drawn."""
    row = FavouriteList.objects.select_for_update().filter(pk=kept_in.pk).first()
    if row is None or not may_change(by, row):
        raise PermissionDenied
    return row


def _log(row: FavouriteList, action: str, by: User, **data: object) -> None:
    """Lists of a city only: what a person keeps for themselves is nobody's business."""
    city = row.city.code if row.city else ""
    log(instance=row, action=f"exchanges.favourites.{action}", user=by, data={"city": city, "name": row.name, **data})
