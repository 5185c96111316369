"""One thing to be told to many people, and how far that has got."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import Event


class FanOut(models.Model):
    """Told in chunks (notifications.fan_out): everybody of the audience with an id up to `after` has been told. `whom`
    is what the audience needs to find its people. Lines carry `dedupe_key`, so that nobody is told twice."""

    audience = models.CharField(max_length=40)
    whom = models.JSONField(default=list)
    event = models.CharField(_("事项"), max_length=40, choices=Event.choices)
    city = models.ForeignKey("cities.City", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    target = GenericForeignKey("content_type", "object_id")
    subject = models.CharField(_("标题"), max_length=200)
    body = models.CharField(_("内容"), max_length=500, blank=True)
    url = models.CharField(max_length=300)
    dedupe_key = models.CharField(max_length=120)
    #: The same thing may be told again later to those it could not be told before: lines have one key, runs another.
    run_key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    after = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["moved_at"], condition=models.Q(finished_at__isnull=True), name="fan_outs_under_way")
        ]
        verbose_name = _("群发通知")
        verbose_name_plural = _("群发通知")
