"""What waits to be indexed, and what was searched for."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class OutboxEntry(models.Model):
    """ "This page changed", written in the same transaction as the change. `page_id` 0 stands for everything. The drain
    reads the state after commit and deletes the rows it has read by id, so that a row committed late is never skipped."""

    page_id = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"])]


class QueryLog(models.Model):
    """Never a user nor an address: the text, the day, what came of it."""

    text = models.CharField(max_length=200)
    day = models.DateField(default=timezone.localdate)
    total = models.PositiveIntegerField()
    relaxed = models.BooleanField(default=False)
    reader = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["day", "text"])]
