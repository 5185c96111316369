"""What waits to be indexed, and what was searched for."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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


class PopularSearchQuerySet(models.QuerySet["PopularSearch"]):
    def shared(self) -> PopularSearchQuerySet:
        """Searched for in so many sessions that it says nothing of any one of them."""
        return self.filter(sessions__gte=PopularSearch.FEWEST_SESSIONS)

    def recent(self) -> PopularSearchQuerySet:
        return self.filter(last_day__gte=timezone.localdate() - PopularSearch.LASTS)


class PopularSearch(models.Model):
    """How many sessions of signed-in readers asked for `text` lately; which ones is known nowhere (search.popular)."""

    FEWEST_SESSIONS = 5
    #: Not asked for as long as this, it is forgotten; as often as this, the count is halved.
    LASTS = timedelta(days=30)

    text = models.CharField(_("搜索词"), max_length=30, unique=True)
    sessions = models.PositiveIntegerField(_("搜过的人次"), default=0)
    since = models.DateField(_("起算日期"), default=timezone.localdate)
    last_day = models.DateField(_("最近一次"), default=timezone.localdate)
    hidden = models.BooleanField(_("不显示"), default=False)

    objects = PopularSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-sessions", "-last_day", "text"]
        verbose_name = _("大家在搜的词")
        verbose_name_plural = _("大家在搜的词")

    def __str__(self) -> str:
        return self.text
