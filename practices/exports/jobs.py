"""A file of many cases as a task: asked for, written by the worker, fetched, forgotten."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.events import Event
from notifications.services import in_site_language, notify
from practices.exports.lists import LIST_FILES, Found, ListUnavailable, find, write_list
from practices.formats.typesetter import CannotTypeset
from practices.lost_work import MOST_ATTEMPTS, GivenUp, mine, say, silent
from practices.models import ExportJob, ExportState, PracticePage
from practices.permissions import may_see_contact

logger = logging.getLogger(__name__)
#: Files one person may wait for at a time.
MOST_OPEN = 3
#: A worker that has said nothing for so long has died: between two words it writes ten cases.
SILENCE = timedelta(minutes=5)
OPEN = (ExportState.WAITING, ExportState.RUNNING)


@transaction.atomic
def export_ask(*, owner: Any, source: str, query: str, form: str, found: Found) -> ExportJob:
    """Raises ValidationError where the person waits for enough already."""
    if ExportJob.objects.filter(owner=owner, state__in=OPEN).count() >= MOST_OPEN:
        raise ValidationError(_("您已有 3 个文件在生成，请等其中一个完成后再导出。"))
    job = ExportJob.objects.create(
        owner=owner, source=source, query=query, form=form, name=found.name[:300], total=len(found.ids)
    )
    transaction.on_commit(partial(_enqueue, job.pk))
    return job


def _enqueue(pk: int) -> None:
    from practices.exports.tasks import write_export

    write_export.enqueue(pk)


def export_write(pk: int) -> bool:
    """By the worker. Returns whether the file is there now."""
    now = timezone.now()
    waiting = ExportJob.objects.filter(pk=pk, state=ExportState.WAITING)
    if not waiting.update(state=ExportState.RUNNING, attempt=F("attempt") + 1, beat_at=now, done=0, problem=""):
        return False
    job = ExportJob.objects.select_related("owner").get(pk=pk)
    try:
        _write(job)
    except GivenUp:
        return False
    except (CannotTypeset, ListUnavailable) as error:
        _fail(job, str(error))
        return False
    except Exception:
        _fail(job, _("生成时出错。请重试；再次出错请告诉系统管理员。"))
        raise
    _tell(job)
    return True


def _write(job: ExportJob) -> None:
    """The owner's rights are asked anew: for the list, and for each case when it is written."""
    found = find(job.source, job.query, job.owner) if job.owner.is_active else None
    if found is None or not found.ids:
        raise ListUnavailable(_("清单里没有您可以查看的案例。"))
    say(job, total=len(found.ids))
    with TemporaryFile() as file:
        written = write_list(found, job.owner, job.form, file, lambda number: say(job, done=number))
        file.seek(0)
        place = job.file.storage.save(job.file.field.generate_filename(job, f"file.{suffix_of(job)}"), File(file))
    ready = {"state": ExportState.READY, "file": place, "cases": written, "holds_contact": may_see_contact(job.owner)}
    if not mine(job).update(done=len(written), beat_at=timezone.now(), **ready):
        job.file.storage.delete(place)
        raise GivenUp


def suffix_of(job: ExportJob) -> str:
    return LIST_FILES[job.form].suffix


def _fail(job: ExportJob, problem: str) -> None:
    mine(job).update(state=ExportState.FAILED, problem=problem[:300])


@in_site_language
def _tell(job: ExportJob) -> None:
    notify(
        recipients=[job.owner],
        event=Event.EXPORT_READY,
        target=job,
        subject=_("%(name)s：%(form)s可以下载了") % {"name": job.name, "form": job.get_form_display()},
        reason=_("您要求导出"),
        url=reverse("exports"),
        dedupe_key=f"export-{job.pk}-{job.attempt}",
    )


def export_retry(*, job: ExportJob) -> bool:
    """Whether it waits again: only what failed does."""
    failed = ExportJob.objects.filter(pk=job.pk, state=ExportState.FAILED)
    if not failed.update(state=ExportState.WAITING, attempt=0, done=0, problem="", beat_at=timezone.now()):
        return False
    transaction.on_commit(partial(_enqueue, job.pk))
    return True


def export_delete(*, job: ExportJob) -> None:
    """The row first: a worker that writes it finds nothing to write for."""
    file = job.file
    job.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))


def may_fetch(job: ExportJob, user: Any) -> bool:
    """Its owner, as long as everything in it is still theirs to read."""
    if job.owner_id != user.pk or job.state != ExportState.READY or job.expires_at <= timezone.now():
        return False
    if job.holds_contact and not may_see_contact(user):
        return False
    return PracticePage.objects.visible_to(user).filter(pk__in=job.cases).count() == len(job.cases)


def take_up_lost() -> int:
    """By the clock: what a worker left when it died is begun anew, a few times, then said to have failed."""
    left = silent(ExportJob, OPEN, SILENCE)
    problem = _("生成几次都中断了。请重试，或缩小范围分几次导出。")
    left.filter(attempt__gte=MOST_ATTEMPTS).update(state=ExportState.FAILED, problem=problem)
    lost = list(left.values_list("pk", flat=True))
    for pk in lost:
        ExportJob.objects.filter(pk=pk).update(state=ExportState.WAITING, beat_at=timezone.now())
        _enqueue(pk)
    return len(lost)


def forget_expired() -> int:
    """By the clock."""
    expired = list(ExportJob.objects.filter(expires_at__lte=timezone.now()).exclude(state=ExportState.RUNNING))
    for job in expired:
        export_delete(job=job)
    return len(expired)
