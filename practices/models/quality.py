"""What people decided about findings of practices.quality, and what cases are compared by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FindingDecisionManager(models.Manager["FindingDecision"]):
    def get_queryset(self) -> models.QuerySet[FindingDecision]:
        """Wherever a decision is shown, so is who made it."""
        return super().get_queryset().select_related("decided_by")


class FindingDecision(models.Model):
    """Somebody looked at a finding and answers for it. `finding_key` is quality.findings.Finding.key: what is written
    otherwise later is another finding and is asked about again."""

    class Kind(models.TextChoices):
        TICK = "tick", _("已核对")
        RELEASE = "release", _("已放行")

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="finding_decisions")
    finding_key = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    reason = models.CharField(_("理由"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FindingDecisionManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "finding_key"], name="one_decision_a_finding")]
        verbose_name = _("核对记录")
        verbose_name_plural = _("核对记录")


class CaseSignature(models.Model):
    """How many shingles of a live case there are and how many of them are kept as marks."""

    practice = models.OneToOneField(
        "practices.PracticePage", on_delete=models.CASCADE, primary_key=True, related_name="signature"
    )
    shingles = models.PositiveIntegerField()
    marks = models.PositiveIntegerField()
    signed_at = models.DateTimeField(default=timezone.now)


class CaseMark(models.Model):
    """One kept shingle hash of a signed case (quality.shingles)."""

    signature = models.ForeignKey(CaseSignature, on_delete=models.CASCADE, related_name="rows", db_index=False)
    value = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["value", "signature"], name="marks_by_value"),
            models.Index(fields=["signature"], name="marks_of_case"),
        ]


class LikePair(models.Model):
    """Two live cases with much text in common; the smaller id first. Percentages are of the shorter case's shingles
    (contained) and of both together (alike)."""

    first = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="+")
    alike = models.PositiveSmallIntegerField(_("相同"))
    contained = models.PositiveSmallIntegerField(_("包含"))
    is_declared = models.BooleanField(_("写明了借鉴"), default=False)
    found_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-contained", "-alike", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="smaller_case_first"),
        ]
        verbose_name = _("相似案例")
        verbose_name_plural = _("相似案例")
