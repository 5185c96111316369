"""A file is taken in, read, confirmed, saved. Each case is a transaction of its own: it is imported whole or not at all,
and one that fails stops no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import City
from cities.viewers import forget_viewer, viewer_of
from practices.drafts import draft_add
from practices.formats.drafts import CaseDraft
from practices.formats.guards import MOST_BYTES
from practices.formats.matching import bare
from practices.imports.carried import check
from practices.imports.filling import fill, fill_files
from practices.imports.placing import Placer
from practices.imports.plans import Planner
from practices.imports.reading import reading
from practices.lost_work import GivenUp, mine, say
from practices.models import ImportRow, ImportRun, PracticePage

State, Plan, Outcome = ImportRun.State, ImportRow.Plan, ImportRow.Outcome
#: Rows written at once while a file is read.
BATCH = 100
PIECE = 1024 * 1024
LONGEST_NAME = 200


def may_import(user: Any, city: City) -> bool:
    """Who writes for the city; nobody else, the office neither."""
    return city.pk in viewer_of(user).writing_city_ids


# --- taking in ----------------------------------------------------------------------------------------------------
@transaction.atomic
def import_start(*, file: File[bytes], name: str, city: City, by: User | None) -> ImportRun:
    """Keep the file for the worker, which reads it (tasks.read_import). Raises ValidationError in words."""
    if by is not None and not may_import(by, city):
        raise PermissionDenied
    if file.size > MOST_BYTES:
        raise ValidationError(
            _("文件有 %(size)d MB，超过 100 MB。请分成几个文件，或先把图片压缩。") % {"size": file.size >> 20}
        )
    run = ImportRun(city=city, by=by, name=PurePath(name).name[-LONGEST_NAME:], language=get_language() or "zh-hans")
    run.sha256 = _sha256(file)
    run.file.save("upload", file, save=False)
    run.save()
    log(instance=run, action="practices.import_start", user=by, title=run.name, data={"sha256": run.sha256})
    return run


def _sha256(file: IO[bytes] | File[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


# --- reading ------------------------------------------------------------------------------------------------------
def import_read(run: ImportRun) -> None:
    """Fill the preview. Nothing of a case is saved. Run again after it broke off, it begins anew."""
    if run.state != State.WAITING or not _begun(run):
        return
    try:
        with override(run.language):
            _read(run)
    except GivenUp:
        return


def _begun(run: ImportRun) -> bool:
    """Whether this worker does it: the first that comes with this number of attempts."""
    begun = mine(run).update(attempt=F("attempt") + 1, beat_at=timezone.now())
    run.attempt += 1
    return bool(begun)


def _read(run: ImportRun) -> None:
    with transaction.atomic():
        say(run, done=0)
        run.rows.all().delete()
    with run.file.open("rb") as file, reading(file, run.name) as read:
        refusal = read.refusal[:300]
        placer, planner = Placer(run.city), Planner(run.city)
        batch: list[ImportRow] = []
        number = 0
        for number, draft in enumerate(read.cases(), 1):
            batch.append(_row(run, number, draft, placer, planner))
            if len(batch) == BATCH:
                _keep(run, batch, number)
        _keep(run, batch, number)
    if not number and not refusal:
        refusal = _("没有读到案例。")
    end_reading(run, number=number, findings=[asdict(finding) for finding in read.findings], refusal=refusal)


def end_reading(run: ImportRun, *, number: int, findings: list[dict[str, str]], refusal: str) -> None:
    """`number` of cases; where there is none, it is refused."""
    say(run, total=number, done=0, refusal=refusal, findings=findings, state=State.READY if number else State.REFUSED)
    run.refresh_from_db()
    if not number:
        _forget_file(run)


def _keep(run: ImportRun, batch: list[ImportRow], number: int) -> None:
    """The number shows whoever waits that it goes on."""
    with transaction.atomic():
        say(run, done=number)
        ImportRow.objects.bulk_create(batch)
    batch.clear()


def _row(run: ImportRun, number: int, draft: CaseDraft, placer: Placer, planner: Planner) -> ImportRow:
    placed = placer.place(draft)
    kept, of_files = check(draft, city=run.city, by=run.by)
    key = bare(placed.title)[:300]
    digest = _digest(placed.title, placed.content, kept, placed.unplaced)
    row = ImportRow(
        run=run,
        number=number,
        source=draft.source[:300],
        title=placed.title,
        key=key,
        content=placed.content,
        carried=kept,
        unplaced=placed.unplaced,
        findings=[asdict(finding) for finding in (*placed.findings, *of_files)],
        digest=digest,
    )
    errors = [finding.message for finding in (*placed.findings, *of_files) if finding.level == "error"]
    if refusal := placed.refusal or " ".join(errors):
        row.plan, row.reason = Plan.REFUSED, refusal[:300]
    else:
        decision = planner.decide(number=number, key=key, digest=digest)
        row.plan, row.reason, row.page = decision.plan, decision.reason[:300], decision.page
    return row


def _digest(title: str, content: Mapping[str, Any], carried: list[dict[str, str]], unplaced: list[str]) -> str:
    said = json.dumps([title, content, carried, unplaced], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


# --- deciding -----------------------------------------------------------------------------------------------------
@transaction.atomic
def import_confirm(*, run: ImportRun, by: User, agreed: set[int]) -> ImportRun:
    """Go on and save. `agreed` are the numbers of rows that were asked about and may be saved."""
    run = _locked(run, by)
    if run.state != State.READY:
        raise ValidationError(_("这次导入已经处理过了。"))
    run.rows.filter(plan=Plan.ASK, number__in=agreed).update(is_agreed=True)
    run.state, run.done, run.attempt, run.beat_at = State.SAVING, 0, 0, timezone.now()
    run.save(update_fields=["state", "done", "attempt", "beat_at"])
    return run


@transaction.atomic
def import_drop(*, run: ImportRun, by: User) -> None:
    run = _locked(run, by)
    if run.state not in (State.WAITING, State.READY):
        raise ValidationError(_("这次导入已经处理过了。"))
    give_up(run, by=by)


def give_up(run: ImportRun, *, by: User | None) -> None:
    """Nothing of it is saved and the file goes; `by` nobody: the clock."""
    run.state, run.finished_at = State.DROPPED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    log(instance=run, action="practices.import_drop", user=by, title=run.name)
    _forget_file(run)


def _locked(run: ImportRun, by: User) -> ImportRun:
    if not may_import(by, run.city):
        raise PermissionDenied
    return ImportRun.objects.select_for_update().get(pk=run.pk)


def _forget_file(run: ImportRun) -> None:
    """What people bring is not kept longer than it is needed."""
    name, storage = run.file.name, run.file.storage
    if name:
        ImportRun.objects.filter(pk=run.pk).update(file="")
        transaction.on_commit(partial(storage.delete, name))


# --- saving -------------------------------------------------------------------------------------------------------
def import_save(run: ImportRun) -> None:
    """Save what was confirmed. Run again after it broke off, it goes on where it was."""
    if run.state != State.SAVING or not _begun(run):
        return
    if run.by is not None:
        forget_viewer(run.by)
    try:
        with override(run.language), _drafts_of(run) as drafts:
            planner = Planner(run.city)
            for done, pk in enumerate(list(run.rows.order_by("number").values_list("pk", flat=True)), 1):
                _save_row(run, pk, done, planner, drafts)
            end_saving(run)
    except GivenUp:
        return


def end_saving(run: ImportRun) -> None:
    say(run, state=State.DONE, done=run.total, finished_at=timezone.now())
    run.refresh_from_db()
    counts = {outcome: run.rows.filter(outcome=outcome).count() for outcome in Outcome.values}
    log(instance=run, action="practices.import_done", user=run.by, title=run.name, data=counts)
    _forget_file(run)


class _Drafts:
    """The cases of the file again, for the files that come with them; in the order of the rows."""

    def __init__(self, cases: Any) -> None:
        self._cases = enumerate(cases, 1)

    def numbered(self, wanted: int) -> CaseDraft | None:
        return next((draft for number, draft in self._cases if number == wanted), None)


@contextmanager
def _drafts_of(run: ImportRun) -> Iterator[_Drafts]:
    """Reads the file a second time only where files come with its cases."""
    if not run.rows.exclude(carried=[]).exists():
        yield _Drafts([])
        return
    with run.file.open("rb") as file, reading(file, run.name) as read:
        yield _Drafts(read.cases())


def _save_row(run: ImportRun, pk: int, done: int, planner: Planner, drafts: _Drafts) -> None:
    try:
        with transaction.atomic():
            say(run, done=done)  # Nobody else saves until this case is saved.
            row = run.rows.select_related("page").get(pk=pk)
            draft = drafts.numbered(row.number) if row.carried else None
            if row.outcome:
                return
            _settle(run, row, planner, draft)
            row.save()
    except (ValidationError, PermissionDenied, DatabaseError, OSError) as error:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else ""
        row = run.rows.get(pk=pk)
        row.outcome = Outcome.FAILED
        row.reason = (words or _("保存失败，这个案例没有导入。请稍后重试；多次出现请告诉系统管理员。"))[:300]
        row.save()


def _settle(run: ImportRun, row: ImportRow, planner: Planner, draft: CaseDraft | None) -> None:
    """Asked again at the moment of saving: somebody may have edited since the preview was made."""
    if row.plan == Plan.REFUSED:
        row.outcome = Outcome.SKIPPED
        return
    if run.by is not None and not may_import(run.by, run.city):
        row.outcome, row.reason = Outcome.FAILED, _("您已不是本市的编辑，没有导入。")
        return
    now = planner.decide(number=row.number, key=row.key, digest=row.digest)
    if now.plan == Plan.UNCHANGED:
        row.outcome, row.page = Outcome.UNCHANGED, now.page
        row.revision = planner.before[row.key].revision
    elif now.plan == Plan.REFUSED or (now.plan == Plan.ASK and not row.is_agreed):
        row.outcome, row.reason, row.page = Outcome.SKIPPED, now.reason, now.page
    elif now.page is None:
        row.page, row.outcome = _created(run, row, draft), Outcome.CREATED
        row.revision = row.page.latest_revision_id
    else:
        row.page, row.outcome = _updated(run, row, now.page, draft), Outcome.UPDATED
        row.revision = row.page.latest_revision_id


def _created(run: ImportRun, row: ImportRow, draft: CaseDraft | None) -> PracticePage:
    page = draft_add(city=run.city, by=run.by, title=row.title, fill=lambda page: _fill(page, run, row, draft))
    log(instance=page, action="practices.import", user=run.by, data={"file": run.name, "source": row.source})
    return page


def _updated(run: ImportRun, row: ImportRow, page: PracticePage, draft: CaseDraft | None) -> PracticePage:
    page = page.get_latest_revision_as_object()
    page.title = row.title
    _fill(page, run, row, draft)
    page.save(clean=False)
    page.save_revision(user=run.by, log_action=True, clean=False)
    log(instance=page, action="practices.import", user=run.by, data={"file": run.name, "source": row.source})
    return page


def _fill(page: PracticePage, run: ImportRun, row: ImportRow, draft: CaseDraft | None) -> None:
    fill(page, row.content, city=run.city, by=run.by)
    for name in fill_files(page, row.content, draft, city=run.city, by=run.by):
        row.unplaced = [*row.unplaced, name]
        row.tell("warning", name, _("没有随文件一起上传，请导入后补传。"))
