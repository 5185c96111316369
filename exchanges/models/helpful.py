"""有用: one tap of a person on a case of another city."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 200


class Helpful(models.Model):
    """`city` of the person at that time; none for the office. `reason` is for who wrote the case and the office."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="helpful")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("哪里有用"), max_length=REASON_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["practice", "author"], name="helpful_once_a_person_and_case")]
        verbose_name = _("有用")
        verbose_name_plural = _("有用")
