"""What a person was told, why, and whether it has been read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import Event, Topic
from notifications.models.preferences import Frequency
from notifications.querysets import NotificationQuerySet


class Notification(models.Model):
    """One line for one person. `event` names the kind (notifications.events), `reason` says why this person gets it.
    `dedupe_key` makes a repeated notify() after a crash harmless."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    event = models.CharField(_("事项"), max_length=40, choices=Event.choices)
    topic = models.CharField(_("类别"), max_length=20, choices=Topic.choices, default=Topic.WORK)
    city = models.ForeignKey("cities.City", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    target = GenericForeignKey("content_type", "object_id")
    subject = models.CharField(_("标题"), max_length=200)
    body = models.CharField(_("内容"), max_length=500, blank=True)
    reason = models.CharField(_("为什么通知我"), max_length=120)
    url = models.CharField(max_length=300)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    #: As the person had chosen when the line was written (notifications.preferences).
    mail_when = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="one_notification_per_recipient_and_key")
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at"]),
            models.Index(
                fields=["mail_when", "created_at"], condition=models.Q(emailed_at__isnull=True), name="lines_to_mail"
            ),
        ]
        verbose_name = _("通知")
        verbose_name_plural = _("通知")

    def __str__(self) -> str:
        return self.subject
