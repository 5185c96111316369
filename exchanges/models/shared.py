"""What a city, or the office, says to others, and how far it is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of
from practices.models import Visibility

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)
SIGHT = ("hidden_at", "hidden_by", "hide_reason")


def shared_with(viewer: Viewer) -> Q:
    """The rule of cases (practices.querysets.readable_by) for rows with `visibility`, `city` and `hidden_at`. Of a row
    that was hidden only its city's writers and the office see more than a gap."""
    if viewer.is_administrator:
        return Q()
    rule = Q(visibility=Visibility.PUBLIC)
    if viewer.in_alliance:
        rule |= Q(visibility=Visibility.ALLIANCE)
    if viewer.city_ids:
        rule |= Q(city__in=viewer.city_ids)
    rule &= Q(hidden_at__isnull=True)
    if viewer.writing_city_ids:
        rule |= Q(city__in=viewer.writing_city_ids)
    if viewer.in_office:
        rule |= Q(visibility__in=[Visibility.PUBLIC, Visibility.ALLIANCE]) | Q(city__isnull=True)
    return rule


class SharedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: Any) -> SharedQuerySet[Row]:
        return self.filter(shared_with(viewer_of(user)))


class Hideable(models.Model):
    """`hidden_at`: taken out of sight by the office or a city's approvers, with a reason, reversibly; the words stay."""

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    hide_reason = models.CharField(_("隐藏原因"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def hide(self, *, by: User, reason: str) -> None:
        """Of a row the caller has locked and whose rights it has asked. Raises ValidationError for a reason too long."""
        self.hidden_at, self.hidden_by = timezone.now(), by
        self.hide_reason = self._meta.get_field("hide_reason").clean(reason, self)
        self.save(update_fields=SIGHT)

    def show(self) -> None:
        self.hidden_at, self.hidden_by, self.hide_reason = None, None, ""
        self.save(update_fields=SIGHT)


class Shared(Hideable):
    """`city` for which `author` writes; none where it is the office."""

    city = models.ForeignKey(
        "cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("城市")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("作者")
    )
    visibility = models.CharField(_("公开范围"), max_length=10, choices=Visibility.choices, default=Visibility.ALLIANCE)
    created_at = models.DateTimeField(_("发布时间"), default=timezone.now, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True
