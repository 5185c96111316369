"""Files of many cases, written by the worker."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long a file is kept.
KEPT = timedelta(days=7)


class ExportState(models.TextChoices):
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("正在生成")
    READY = "ready", _("可以下载")
    FAILED = "failed", _("没有生成")


class ExportForm(models.TextChoices):
    EXCEL = "excel", _("Excel 表格")
    CSV = "csv", _("CSV 表格")
    BOOKLET = "booklet", _("PDF 汇编")


def _place(job: ExportJob, name: str) -> str:
    """A name nobody guesses; no address leads to it but the one that asks who is there."""
    return f"exports/{uuid.uuid4().hex}.{name.rpartition('.')[2]}"


def _expiry() -> object:
    return timezone.now() + KEPT


class ExportJob(models.Model):
    """`source` and `query` say which list is asked for (practices.exports.lists), `name` what it is called. `cases` are
    the ids that were written; who may no longer read one of them does not get the file. `attempt` tells the worker that
    writes from one that was given up."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="export_jobs")
    source = models.CharField(max_length=20)
    query = models.CharField(max_length=2000, blank=True)
    name = models.CharField(max_length=300)
    form = models.CharField(max_length=10, choices=ExportForm.choices)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to=_place, blank=True)
    cases = models.JSONField(default=list)
    holds_contact = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    #: When the worker last said that it lives.
    beat_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_expiry)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="exports_by_state")]
        verbose_name = _("导出")
        verbose_name_plural = _("导出")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in (ExportState.WAITING, ExportState.RUNNING)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class PackDownload(models.Model):
    """Somebody of another city took the files of the building blocks. `session` is a hash that leads back to nobody."""

    practice = models.ForeignKey("practices.PracticePage", on_delete=models.CASCADE, related_name="pack_downloads")
    session = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "session"], name="one_pack_a_session")]
        verbose_name = _("模块文件下载")
