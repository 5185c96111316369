"""What a city says of itself about a condition that no figure of its profile can answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConditionAnswer(models.Model):
    """One city, one condition (成功条件) of one case. The case is named by its uuid and the condition by its key with
    the words it had, since rows of a case are made anew at every publish. Read by the members of that city alone."""

    class Answer(models.TextChoices):
        HAVE = "have", _("具备")
        LACK = "lack", _("不具备")
        UNSURE = "unsure", _("不清楚")

    city = models.ForeignKey(
        "cities.City", on_delete=models.PROTECT, related_name="condition_answers", verbose_name=_("城市")
    )
    practice_uuid = models.UUIDField(_("案例"))
    condition = models.UUIDField(_("条件"))
    text = models.CharField(_("条件原文"), max_length=120)
    answer = models.CharField(_("回答"), max_length=6, choices=Answer.choices)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("回答人")
    )
    answered_at = models.DateTimeField(_("回答时间"), default=timezone.now)

    class Meta:
        ordering = ["city", "practice_uuid", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "practice_uuid", "condition"], name="one_answer_per_city_and_condition"
            )
        ]
        verbose_name = _("对照回答")
        verbose_name_plural = _("对照回答")

    def __str__(self) -> str:
        return f"{self.city} {self.text}: {self.get_answer_display()}"
