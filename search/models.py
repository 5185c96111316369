"""What waits to be indexed, and what was searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.saved_querysets import SavedSearchQuerySet

if TYPE_CHECKING:
    from search.questions import Labels, Question


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


class DrainState(models.Model):
    """One row: who drains at the moment (a lease, so that it is one) and the drain's own counter. The counter gives
    the versions of documents: ids of outbox rows are made before commit and are not in commit order."""

    name = models.CharField(max_length=20, primary_key=True, default="search")
    holder = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(default=timezone.now)
    counter = models.PositiveBigIntegerField(default=0)


class IndexedDocument(models.Model):
    """What the index should hold: the version each document was last written with."""

    identifier = models.CharField(max_length=40, primary_key=True)
    version = models.PositiveBigIntegerField()


class QueryLog(models.Model):
    """Never a user nor an address: the normalised text, the day, what came of it, which facets were used and what kind
    of reader asked."""

    text = models.CharField(max_length=200)
    day = models.DateField(default=timezone.localdate)
    total = models.PositiveIntegerField()
    is_empty = models.BooleanField(default=False)
    relaxed = models.BooleanField(default=False)
    facets = models.JSONField(default=list)
    reader = models.CharField(max_length=13)

    class Meta:
        indexes = [models.Index(fields=["day", "text"])]


class SavedSearch(models.Model):
    """A member's question, kept. `query` is the part of its address behind the question mark, read anew each time, so
    that it follows a term that was merged. `known` are the cases that are no news any more (None: nobody has looked
    yet), `fresh` those last told of."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("每天")
        WEEKLY = "weekly", _("每周")
        NEVER = "never", _("不提醒")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("名称"), max_length=60)
    query = models.TextField()
    frequency = models.CharField(_("有新案例时"), max_length=6, choices=Frequency.choices, default=Frequency.DAILY)
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)
    known = models.JSONField(null=True)
    fresh = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("保存的搜索")
        verbose_name_plural = _("保存的搜索")

    def __str__(self) -> str:
        return self.name

    def question(self, labels: Labels | None = None) -> Question:
        from search.questions import Question

        return Question.from_query(QueryDict(self.query), labels)
