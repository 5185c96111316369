"""What a member says is out of order, and what was done about it; who was named in a post."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.threads import Post

TEXT_LENGTH = 500


class Report(models.Model):
    """`city` whose words are reported and `host` in whose place they stand: approvers of both look into it, and the
    office. `settlement` is what was said to who reported."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    host = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("哪里不妥"), max_length=TEXT_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    settlement = models.CharField(_("处理结果"), max_length=TEXT_LENGTH, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "reporter"],
                condition=Q(settled_at=None),
                name="one_open_report_per_thing_and_person",
            )
        ]
        verbose_name = _("举报")
        verbose_name_plural = _("举报")


class Mention(models.Model):
    """Who was told because a post names them, or their `city`. Kept, so that changing the post tells nobody twice."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    city = models.ForeignKey("cities.City", on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="one_mention_per_post_and_person")]
        verbose_name = _("提到")
        verbose_name_plural = _("提到")
