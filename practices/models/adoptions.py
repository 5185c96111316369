"""借鉴: a city takes over another city's case. What it changed, what came of it, what failed, and whether the city of the
case bears it out."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import viewer_of
from practices.models.page import PracticePage, Visibility
from practices.models.parts import Measured, OutcomeIndicator

NOTE_LENGTH, TEXT_LENGTH = 200, 2000
#: Django checks the length of a TextField in forms only.
SHORT_ENOUGH = [MaxLengthValidator(TEXT_LENGTH)]


class AdoptionState(models.TextChoices):
    CONSIDERING = "considering", _("考虑")
    PILOTING = "piloting", _("试点")
    ADOPTED = "adopted", _("已采用")
    STOPPED = "stopped", _("已停止")


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("属实")
    DISPUTED = "disputed", _("有异议")
    WITHDRAWN = "withdrawn", _("收回核实")


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, user: Any) -> AdoptionQuerySet:
        """Never more widely than the case: who may read both. The adopting city reads its own record, and the writers of
        the city it learnt from read what is said of them, whatever became of the case."""
        viewer = viewer_of(user)
        if viewer.is_administrator:
            return self
        readable = Q(practice__in=PracticePage.objects.visible_to(viewer).order_by().values("pk"))
        if not viewer.in_alliance:
            readable &= Q(visibility=Visibility.PUBLIC)
        if not viewer.in_office:
            readable &= Q(withdrawn_at__isnull=True)
        return self.filter(readable | Q(city__in=viewer.city_ids) | Q(origin_city__in=viewer.writing_city_ids))

    def standing(self) -> AdoptionQuerySet:
        """Not taken back as recorded by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def tried(self) -> AdoptionQuerySet:
        """What counts as 被借鉴: more than thought about."""
        return self.standing().filter(tried_on__isnull=False)

    def with_result(self) -> AdoptionQuerySet:
        return self.filter(has_result())

    def without_result(self) -> AdoptionQuerySet:
        return self.exclude(has_result())

    def confirmed(self) -> AdoptionQuerySet:
        """What carries 他市复现 (decision 57): adopted, with a result, borne out by the city of the case or the office."""
        return self.standing().with_result().filter(adopted_on__isnull=False, verdict=Verdict.CONFIRMED)


def has_result() -> Q:
    """In words, or one of the case's indicators before and after."""
    rows = AdoptionIndicator.objects.filter(adoption=OuterRef("pk"), before__isnull=False, after__isnull=False)
    return ~Q(result="") | Q(Exists(rows))


class Adoption(models.Model):
    """One for a case and an adopting city. What it refers to is kept as copied: the record outlives the case.

    `tried_on`, `adopted_on`: the first day of a state that says so, whatever came after. `verdict` is that of the newest
    verification, empty where none was given or the last was taken back. All these are kept by practices.adoptions.
    `came_from`: a row of an app above that led here, which reads it back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(
        PracticePage, on_delete=models.SET_NULL, null=True, related_name="adoptions", verbose_name=_("案例")
    )
    practice_uuid = models.UUIDField(editable=False)
    practice_title = models.CharField(_("案例名称"), max_length=255, editable=False)
    origin_city = models.ForeignKey(
        "cities.City", on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("来源城市")
    )
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="+", verbose_name=_("借鉴城市"))
    state = models.CharField(_("进展"), max_length=12, choices=AdoptionState.choices)
    since = models.DateField(_("从哪天起"))
    tried_on = models.DateField(null=True, blank=True, editable=False)
    adopted_on = models.DateField(null=True, blank=True, editable=False)
    adapted = models.TextField(_("改了什么"), blank=True, validators=SHORT_ENOUGH)
    result = models.TextField(_("结果怎样"), blank=True, validators=SHORT_ENOUGH)
    failed = models.TextField(_("哪些没成"), blank=True, validators=SHORT_ENOUGH)
    outcome = models.ForeignKey(
        PracticePage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outcome_of",
        verbose_name=_("本市写成的案例"),
    )
    visibility = models.CharField(
        _("公开范围"), max_length=10, choices=[(each.value, each.label) for each in Visibility if each != "city"]
    )
    came_from = models.CharField(max_length=20, blank=True, editable=False)
    came_from_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    grown_at = models.DateTimeField(null=True, blank=True, editable=False)
    verdict = models.CharField(max_length=10, blank=True, choices=Verdict.choices, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    withdraw_reason = models.CharField(_("撤下原因"), max_length=NOTE_LENGTH, blank=True, editable=False)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["city", "-since"], name="adoptions_of_a_city")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice_uuid", "city"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_adoption_per_case_and_city",
            )
        ]
        verbose_name = _("借鉴记录")
        verbose_name_plural = _("借鉴记录")

    def __str__(self) -> str:
        return self.practice_title

    @property
    def is_changed_since(self) -> bool:
        """The record was worked on after it was verified."""
        return bool(self.verified_at and self.grown_at and self.grown_at > self.verified_at)


class AdoptionStep(models.Model):
    """One line of the history; `on` is the day it happened, `recorded_at` when it was written down."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("进展"), max_length=12, choices=AdoptionState.choices)
    on = models.DateField(_("从哪天起"))
    note = models.CharField(_("一句话说明"), max_length=NOTE_LENGTH)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("借鉴进展")
        verbose_name_plural = _("借鉴进展")


class AdoptionIndicator(Measured):
    """One of the case's indicators, measured in the adopting city. `key` as in OutcomeIndicator; name, unit and direction
    as copied."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="indicators")
    key = models.UUIDField(editable=False)
    name = models.CharField(_("指标名称"), max_length=60)
    unit = models.CharField(_("单位"), max_length=20)
    before = models.DecimalField(_("实施前"), max_digits=16, decimal_places=3, null=True, blank=True)
    after = models.DecimalField(_("实施后"), max_digits=16, decimal_places=3, null=True, blank=True)
    measured_on = models.DateField(_("统计时间"), null=True, blank=True)
    source = models.CharField(_("数据来源"), max_length=120, blank=True)
    better = models.CharField(_("好坏方向"), max_length=6, choices=OutcomeIndicator.Better.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "key"], name="one_row_per_adoption_and_indicator")]
        verbose_name = _("借鉴成效指标")
        verbose_name_plural = _("借鉴成效指标")

    def __str__(self) -> str:
        return self.name


class AdoptionVerification(models.Model):
    """核实. `city` for which it was said; none for the office. Rows are added, never changed; the newest counts."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="verifications")
    verdict = models.CharField(_("核实结果"), max_length=10, choices=Verdict.choices)
    words = models.TextField(_("说明"), blank=True, validators=SHORT_ENOUGH)
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("借鉴核实")
        verbose_name_plural = _("借鉴核实")
