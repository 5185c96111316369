"""What a person follows 关注."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.preferences import Frequency


class Follow(models.Model):
    """A person and a thing of one of the kinds in exchanges.follows.kinds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    #: Chosen for this one thing; empty: as for all that is followed.
    mail = models.CharField(_("邮件"), max_length=10, choices=Frequency.choices, blank=True)
    created_at = models.DateTimeField(_("关注时间"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "content_type", "object_id"], name="one_follow_each")]
        indexes = [models.Index(fields=["content_type", "object_id", "user"])]
        verbose_name = _("关注")
        verbose_name_plural = _("关注")
