"""What curators, reviewers and the clock write about a case. Rows of their own: publishing an old draft cannot undo
them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Hold(models.Model):
    """Makes a case less visible than its own field says, at once and whatever is published later.

    A takedown (the office, with a reason the city is told) hides it from everyone but its city's writers and the
    office; a narrowing (the city itself) limits it to the alliance or to the city.
    """

    class Limit(models.TextChoices):
        ALLIANCE = "alliance", _("限联盟内")
        CITY = "city", _("限本市")
        HIDDEN = "hidden", _("下架")

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="holds")
    limit = models.CharField(_("限制"), max_length=10, choices=Limit.choices)
    reason = models.CharField(_("原因"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-set_at"]
        indexes = [models.Index(fields=["practice", "limit"], condition=Q(lifted_at__isnull=True), name="active_holds")]
        verbose_name = _("可见性限制")
        verbose_name_plural = _("可见性限制")


class PracticeVersion(models.Model):
    """A published version: immutable, made in the same transaction as the publish that it records. `content` is the
    JSON of the public fields in the shape that `schema_version` names (practices.serializers)."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本号"))
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    schema_version = models.PositiveSmallIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["practice", "-number"]
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="unique_version_number")]
        verbose_name = _("版本")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises PublishedVersionChanged for a row that is there already; a trigger stands behind it (decision 47)."""
        if not self._state.adding:
            raise PublishedVersionChanged
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """A version goes only when its whole case does."""
        raise PublishedVersionChanged


class VersionClosure(models.Model):
    """已关闭: a version that is no longer handed out to anybody. The version's own row does not change."""

    version = models.OneToOneField(PracticeVersion, on_delete=models.CASCADE, related_name="closure")
    #: Readers meet it at the address of the version.
    reason = models.CharField(_("原因"), max_length=300)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("关闭的版本")
        verbose_name_plural = _("关闭的版本")


class PublishedVersionChanged(Exception):
    """Somebody cited it: a mistake is mended by publishing the next version."""


class EvidenceLevel(models.IntegerChoices):
    """The ladder. REPLICATED is earned by recorded adoptions, never typed in."""

    SELF_REPORTED = 1, _("自述")
    DATA = 2, _("有数据")
    DEPARTMENT = 3, _("部门佐证")
    THIRD_PARTY = 4, _("第三方")
    REPLICATED = 5, _("他市复现")


class EvidenceGrade(models.Model):
    """The latest row counts; without one a case is self-reported. A level is taken back by a row with a lower one and the
    reason (practices.reviews.evidence). `review` gave it; neither review nor person: adoptions did."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="evidence_grades")
    level = models.PositiveSmallIntegerField(_("佐证等级"), choices=EvidenceLevel.choices)
    witness = models.CharField(_("佐证单位"), max_length=100, blank=True)
    version_number = models.PositiveIntegerField(_("版本号"), null=True, blank=True)
    review = models.ForeignKey(
        "practices.Review", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_grades"
    )
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["practice", "-given_at", "-pk"]
        get_latest_by = ["given_at", "pk"]
        verbose_name = _("佐证等级")


def certificate_number(given_on: date, pk: int) -> str:
    """The year and a running number, 2026-0012."""
    return f"{given_on.year}-{pk:04d}"


def certificate_key(number: str) -> tuple[int, int] | None:
    """Year and id that certificate_number was made of; None for what is no number."""
    found = re.fullmatch(r"(2[0-9]{3})-([0-9]{4,12})", number)
    return (int(found[1]), int(found[2])) if found else None


class Recognition(models.Model):
    """荣誉与认定, given by the provincial office. `award` is a term of the recognition scheme."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="recognitions")
    award = models.ForeignKey("vocabulary.Term", on_delete=models.PROTECT, related_name="+", verbose_name=_("荣誉"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField(_("授予日期"), default=timezone.localdate)
    version_number = models.PositiveIntegerField(_("版本号"), null=True, blank=True)
    review = models.ForeignKey(
        "practices.Review", on_delete=models.PROTECT, null=True, blank=True, related_name="recognitions"
    )
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField(_("撤销原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["-given_on"]
        verbose_name = _("荣誉与认定")

    @property
    def number(self) -> str:
        """Of its certificate."""
        return certificate_number(self.given_on, self.pk)


class Verification(models.Model):
    """复核: somebody of the city said on a day that the case still holds. The latest row gives the review-by date."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="verifications")
    verified_on = models.DateField(_("复核时间"), default=timezone.localdate)
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("复核人")
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    review_by = models.DateField(_("下次复核日期"))

    class Meta:
        ordering = ["practice", "-verified_on", "-pk"]
        get_latest_by = ["verified_on", "pk"]
        verbose_name = _("复核")
