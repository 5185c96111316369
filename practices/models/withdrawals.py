"""What is left of a case that is off the site: who cited it finds the reason at its address instead of nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import viewer_of


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def open(self) -> WithdrawalQuerySet:
        """Not published again since."""
        return self.filter(lifted_at__isnull=True)

    def visible_to(self, user: Any) -> WithdrawalQuerySet:
        """For whoever could read the case on its last day: the rule of PracticeQuerySet.visible_to, on what was copied."""
        viewer = viewer_of(user)
        if viewer.is_administrator:
            return self
        rule = Q(visibility="public", was_hidden=False)
        if viewer.in_alliance:
            rule |= Q(visibility="alliance", was_hidden=False)
        if viewer.in_office:
            rule |= Q(visibility__in=["public", "alliance"])
        rule |= Q(city__in=viewer.city_ids, was_hidden=False) | Q(city__in=viewer.writing_city_ids)
        return self.filter(rule)


class Withdrawal(models.Model):
    """撤下. Title, city, address and audience are copied: the page may be rewritten or deleted afterwards.

    `practice` is not held by the database: the row outlives the case. `erased_at`: the case itself has been deleted, by
    an administrator or with the sample; only then may its versions go (a trigger asks, decision 47).
    """

    class Category(models.TextChoices):
        OUTDATED = "outdated", _("内容已过时")
        MISTAKEN = "mistaken", _("内容或数据有误")
        REPLACED = "replaced", _("已并入或改写为另一个案例")
        UNFIT = "unfit", _("不宜公开")
        OTHER = "other", _("其他原因")
        ERASED = "erased", _("已删除")

    practice = models.ForeignKey(
        "practices.PracticePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="withdrawals"
    )
    short_id = models.CharField(_("短编号"), max_length=8)
    title = models.CharField(_("案例名称"), max_length=255)
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+", verbose_name=_("城市"))
    #: Of the page, as a path; the longest of the tree.
    address = models.TextField(_("网址"))
    visibility = models.CharField(_("公开范围"), max_length=10)
    was_hidden = models.BooleanField(_("撤下时已被下架"), default=False)
    last_version = models.PositiveIntegerField(_("最后一版"), default=0)
    category = models.CharField(_("原因类别"), max_length=10, choices=Category.choices)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["-withdrawn_at", "-pk"]
        indexes = [models.Index(fields=["short_id"], name="withdrawal_short_id")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(lifted_at__isnull=True), name="one_open_withdrawal"
            )
        ]
        verbose_name = _("撤下记录")
        verbose_name_plural = _("撤下记录")

    def __str__(self) -> str:
        return self.title
