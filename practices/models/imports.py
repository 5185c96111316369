"""What people bring in files: one run a file, one row a case."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """A file that somebody brought for a city. `file` is kept until the drafts are saved or the run is given up;
    `findings` (formats.drafts.Finding as dictionaries) are about the file as a whole. `attempt` and `beat_at`: practices.
    lost_work."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READY = "ready", _("请核对")
        SAVING = "saving", _("正在导入")
        DONE = "done", _("已完成")
        REFUSED = "refused", _("没有读取")
        DROPPED = "dropped", _("已放弃")

    city = models.ForeignKey("cities.City", on_delete=models.PROTECT, related_name="import_runs")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="import_runs"
    )
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(_("文件"), upload_to="imports/", blank=True)
    sha256 = models.CharField(max_length=64)
    #: What is said about the file is said in the language of who brought it.
    language = models.CharField(max_length=10)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(_("原因"), max_length=300, blank=True)
    findings = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="imports_by_state")]
        verbose_name = _("导入")
        verbose_name_plural = _("导入")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in (self.State.WAITING, self.State.READY, self.State.SAVING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class ImportRow(models.Model):
    """One case of a file. `key` is its title as cases are compared by, `content` what will be saved (practices.imports.
    placing), `unplaced` what belonged nowhere: it stays here and is shown in the editor. `digest` is of all that the file
    said; `revision` is the draft that was saved, so that a later one is known to be somebody else's."""

    class Plan(models.TextChoices):
        NEW = "new", _("新建草稿")
        UPDATE = "update", _("更新草稿")
        UNCHANGED = "unchanged", _("没有变化")
        ASK = "ask", _("需要确认")
        REFUSED = "refused", _("不能导入")

    class Outcome(models.TextChoices):
        CREATED = "created", _("已建草稿")
        UPDATED = "updated", _("已更新草稿")
        UNCHANGED = "unchanged", _("没有变化")
        SKIPPED = "skipped", _("未导入")
        FAILED = "failed", _("导入失败")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    source = models.CharField(_("位置"), max_length=300)
    title = models.CharField(_("案例名称"), max_length=300, blank=True)
    key = models.CharField(max_length=300, blank=True, db_index=True)
    content = models.JSONField(default=dict)
    #: Names of the files that come with it.
    carried = models.JSONField(default=list)
    unplaced = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    plan = models.CharField(_("将会"), max_length=10, choices=Plan.choices)
    #: Why it is asked about or refused.
    reason = models.CharField(max_length=300, blank=True)
    #: Whether the person said yes where it is asked.
    is_agreed = models.BooleanField(default=False)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, blank=True)
    page = models.ForeignKey(
        "practices.PracticePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="unique_row_number_in_run")]
        verbose_name = _("导入的案例")
        verbose_name_plural = _("导入的案例")

    def __str__(self) -> str:
        return self.title or self.source

    def tell(self, level: str, where: Any, message: Any) -> None:
        self.findings = [*self.findings, {"level": level, "where": str(where), "message": str(message)}]
