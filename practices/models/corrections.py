"""更正建议: a member tells a city what is wrong in a published version; the city answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.viewers import viewer_of

TEXT_LENGTH = 1000
#: Django checks the length of a TextField in forms only.
SHORT_ENOUGH = [MaxLengthValidator(TEXT_LENGTH)]


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    def for_city_of(self, user: Any) -> CorrectionQuerySet:
        """Those this person may answer: whoever writes for the city of the case."""
        return self.filter(practice__city__in=viewer_of(user).writing_city_ids)

    def unsettled(self) -> CorrectionQuerySet:
        """Something is to be done: to answer, or to publish what was promised."""
        return self.filter(state__in=[CorrectionRequest.State.NEW, CorrectionRequest.State.ACCEPTED])

    def new(self) -> CorrectionQuerySet:
        return self.filter(state=CorrectionRequest.State.NEW)


class CorrectionRequest(models.Model):
    """`number` is the version it is about; `done_in` the one that puts it right."""

    class State(models.TextChoices):
        NEW = "new", _("待答复")
        ACCEPTED = "accepted", _("已采纳，待更正")
        DECLINED = "declined", _("未采纳")
        DONE = "done", _("已更正")

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField(_("版本号"))
    #: An anchor of the page (reading.HEADINGS), `head`, or empty.
    place = models.CharField(_("哪一部分"), max_length=20, blank=True)
    wrong = models.TextField(_("哪里不对"), validators=SHORT_ENOUGH)
    proposed = models.TextField(_("建议怎样改"), blank=True, validators=SHORT_ENOUGH)
    evidence_url = models.URLField(_("依据的网址"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.NEW)
    answer = models.TextField(_("答复"), blank=True, validators=SHORT_ENOUGH)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_in = models.PositiveIntegerField(_("更正于"), null=True, blank=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["practice", "state"], name="corrections_of_a_case")]
        verbose_name = _("更正建议")
        verbose_name_plural = _("更正建议")
