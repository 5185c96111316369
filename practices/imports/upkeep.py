"""By the clock: imports that a worker left when it died go on, uploads that nobody looks at go."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.imports.services import end_reading, end_saving, give_up
from practices.lost_work import MOST_ATTEMPTS, GivenUp, silent
from practices.models import ImportRow, ImportRun

State = ImportRun.State
#: Longer than a file may take to be read, an old Word file turned into a new one before.
SILENCE = timedelta(minutes=10)
#: How long a preview waits to be looked at.
KEPT = timedelta(days=30)


def take_up_lost() -> int:
    """How many go on. What dies again and again ends in words, and what was saved of it stays."""
    taken = 0
    for run in silent(ImportRun, (State.WAITING, State.SAVING), SILENCE).select_related("city", "by"):
        if run.attempt < MOST_ATTEMPTS:
            ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now())
            _enqueue(run)
            taken += 1
        else:
            _end(run)
    return taken


def _enqueue(run: ImportRun) -> None:
    from practices.tasks import read_import, save_import

    task = read_import if run.state == State.WAITING else save_import
    task.enqueue(run.pk, run.attempt)


@transaction.atomic
def _end(run: ImportRun) -> None:
    with override(run.language):
        try:
            if run.state == State.WAITING:
                end_reading(run, number=0, findings=[], refusal=_("读取几次都中断了。请分成几个小的文件后重新上传。"))
                return
            reason = _("保存几次都中断了，这个案例没有导入。可以重新上传同一个文件，已导入的不会重复。")
            run.rows.filter(outcome="").update(outcome=ImportRow.Outcome.FAILED, reason=reason)
            end_saving(run)
        except GivenUp:
            return


def forget_unseen() -> int:
    unseen = ImportRun.objects.filter(state=State.READY, created_at__lte=timezone.now() - KEPT)
    given_up = 0
    for pk in list(unseen.values_list("pk", flat=True)):
        with transaction.atomic():
            if run := unseen.select_for_update().filter(pk=pk).first():
                give_up(run, by=None)
                given_up += 1
    return given_up
