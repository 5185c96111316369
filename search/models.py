"""What waits to be indexed, and what was searched for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from search.querysets import OutboxQuerySet, PinQuerySet
from search.saved_querysets import SavedSearchQuerySet

if TYPE_CHECKING:
    from search.facets import Facets
    from search.questions import Question


class OutboxEntry(models.Model):
    """ "This changed", written in the same transaction as the change; `identifier` is that of its document, EVERYTHING the
    whole index. The drain reads the state after commit and deletes the rows it has read by id, so that a row committed
    late is never skipped."""

    EVERYTHING = "everything"

    identifier = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)
    #: When the administrators were told that it keeps failing.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"])]


class DrainState(models.Model):
    """One row: who drains at the moment (a lease, so that it is one) and the drain's own counter. The counter gives
    the versions of documents: ids of outbox rows are made before commit and are not in commit order."""

    name = models.CharField(max_length=20, primary_key=True, default="search")
    holder = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(default=timezone.now)
    counter = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return gettext("搜索索引")


class IndexHealth(models.Model):
    """One row: what was last done to the index and what the last comparison with the database found. `rebuild_begun_at`
    stands until that rebuild has ended."""

    ONLY = 1

    written_at = models.DateTimeField(null=True, blank=True)
    rebuild_begun_at = models.DateTimeField(null=True, blank=True)
    rebuild_done = models.PositiveIntegerField(default=0)
    rebuild_total = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by_the_clock = models.BooleanField(default=False)
    missing = models.PositiveIntegerField(default=0)
    surplus = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)

    @property
    def drift(self) -> int:
        return self.missing + self.surplus + self.stale


class IndexedDocument(models.Model):
    """What the index should hold: the version each document was last written with."""

    identifier = models.CharField(max_length=40, primary_key=True)
    version = models.PositiveBigIntegerField()


class QueryLog(models.Model):
    """Never a user nor an address: the normalised text, the day, what came of it, how long it took, which facets were
    used and what kind of reader asked."""

    text = models.CharField(max_length=200)
    day = models.DateField(default=timezone.localdate)
    total = models.PositiveIntegerField()
    is_empty = models.BooleanField(default=False)
    relaxed = models.BooleanField(default=False)
    facets = models.JSONField(default=list)
    reader = models.CharField(max_length=13)
    #: Milliseconds, from the question to the judged hits; None of questions asked before this was measured.
    took = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["day", "text"])]


class Pin(models.Model):
    """置顶结果: a page that curators put above the hits of some questions. Shown only to those who may read it."""

    class Match(models.TextChoices):
        EXACT = "exact", _("搜的就是这个词")
        WORDS = "words", _("搜的话里有这些词")

    #: None once the page has been deleted: the curator is to see that.
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("页面")
    )
    queries = models.TextField(_("搜索词"))
    match = models.CharField(_("什么时候出现"), max_length=5, choices=Match.choices, default=Match.EXACT)
    starts_on = models.DateField(_("开始日期"), default=timezone.localdate)
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)
    note = models.CharField(_("理由"), max_length=200)

    objects = PinQuerySet.as_manager()
    #: What uses a page is shown to the writers of its city, and pins are the office's.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("置顶结果")
        verbose_name_plural = _("置顶结果")

    def __str__(self) -> str:
        return "、".join(self.as_list())

    def as_list(self) -> list[str]:
        return [query for line in self.queries.splitlines() if (query := line.strip())]


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

    def question(self, facets: Facets | None = None) -> Question:
        from search.questions import Question

        return Question.from_query(QueryDict(self.query), facets)


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
