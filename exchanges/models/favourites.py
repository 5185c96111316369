"""收藏: lists of cases that a person keeps, alone or for a city."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import viewer_of

NAME_LENGTH, NOTE_LENGTH = 40, 300


class FavouriteListQuerySet(models.QuerySet["FavouriteList"]):
    def visible_to(self, user: Any) -> FavouriteListQuerySet:
        """A person's own, and those of their cities. Nobody reads another's private list, administrators included."""
        viewer = viewer_of(user)
        if not viewer.in_alliance:
            return self.none()
        return self.filter(Q(city=None, owner=viewer.user_id) | Q(city__in=viewer.city_ids))

    def changeable_by(self, user: Any) -> FavouriteListQuerySet:
        """A person's own, and those of the cities they write for."""
        viewer = viewer_of(user)
        if not viewer.in_alliance:
            return self.none()
        return self.filter(Q(city=None, owner=viewer.user_id) | Q(city__in=viewer.writing_city_ids))

    def private_of(self, user: Any) -> FavouriteListQuerySet:
        return self.filter(city=None, owner=user)


class FavouriteList(models.Model):
    """Private to `owner` without a `city`; with one its members read it, and `owner` is who began it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="favourite_lists")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("清单名称"), max_length=NAME_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FavouriteListQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(city=None), name="one_private_list_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["city", "name"], condition=Q(city__isnull=False), name="one_list_of_a_name_in_a_city"
            ),
        ]
        verbose_name = _("收藏清单")
        verbose_name_plural = _("收藏清单")

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """`practice` is empty where the case was erased: its place in the list stays, as for one that closed."""

    list = models.ForeignKey(FavouriteList, on_delete=models.CASCADE, related_name="kept", verbose_name=_("清单"))
    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="favourites"
    )
    note = models.CharField(_("附注"), max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["list", "practice"], name="a_case_once_in_a_list")]
        verbose_name = _("收藏")
        verbose_name_plural = _("收藏")
