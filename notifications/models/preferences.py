"""When a person wants mail about what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.events import Topic


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("随时")
    DAILY = "daily", _("每天一封摘要")
    WEEKLY = "weekly", _("每周一封摘要")
    NEVER = "never", _("不发邮件")


class MailPreference(models.Model):
    """Where a person said something. What holds without a row is said in notifications.preferences."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    frequency = models.CharField(_("邮件"), max_length=10, choices=Frequency.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_mail_preference_per_topic")]
        verbose_name = _("邮件设置")
        verbose_name_plural = _("邮件设置")
