"""Conversations. What a thread belongs to points at it and decides who may read and write in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.shared import Hideable


class Thread(models.Model):
    """`post_count` and `last_post_at` are kept by the service that adds posts, so that lists need not count."""

    post_count = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(null=True, blank=True, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    lock_reason = models.CharField(_("锁定原因"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("讨论串")
        verbose_name_plural = _("讨论串")


class Post(Hideable):
    """`number` counts from 1 within the thread and never changes: pages and addresses of posts follow from it. `body` is
    sanitised HTML. `city` for which it is said; none for the office."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = models.TextField(_("内容"))
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="one_post_per_number")]
        verbose_name = _("发言")
        verbose_name_plural = _("发言")


class PostEdit(models.Model):
    """What a post said until its author changed it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="edits")
    body = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-replaced_at", "-pk"]
        verbose_name = _("发言的旧文")
        verbose_name_plural = _("发言的旧文")


class ThreadReading(models.Model):
    """How far a person has read: `number` of the last post seen."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="one_reading_per_thread_and_person")]
        verbose_name = _("阅读进度")
        verbose_name_plural = _("阅读进度")
