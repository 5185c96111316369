"""By the clock: what a dead worker left goes on, what nobody looks at goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import ModelLogEntry

from practices.imports import services
from practices.imports.services import import_confirm, import_drop, import_read, import_save, import_start
from practices.imports.upkeep import forget_unseen, take_up_lost
from practices.models import ImportRun, PracticePage
from practices.tasks import read_import
from tests.factories.cities import city, editor_of
from tests.practices.imports.test_services import NIGHT_MARKET, sheet, started

pytestmark = pytest.mark.django_db
State = ImportRun.State
THREE = sheet(*([title, *NIGHT_MARKET[1:]] for title in "甲乙丙"))


@pytest.fixture
def editor(db: None) -> Any:
    return editor_of("rizhao")


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the worker was told to do, for the test to do it."""
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(type(read_import), "enqueue", lambda self, *args: told.append((self, *args)))
    return told


def work(queued: list[tuple[Any, ...]]) -> None:
    for task, *arguments in queued:
        task.func(*arguments)


def waiting(by: Any) -> ImportRun:
    return import_start(file=ContentFile(THREE), name="案例.xlsx", city=city("rizhao"), by=by)


def confirmed(by: Any) -> ImportRun:
    return import_confirm(run=started(THREE, by), by=by, agreed=set())


def dying(monkeypatch: pytest.MonkeyPatch, name: str, when: Any) -> pytest.MonkeyPatch:
    """The worker is killed in the function of that name."""
    real = getattr(services, name)

    def killed(*args: Any, **kwargs: Any) -> Any:
        if when(*args):
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(services, name, killed)
    return monkeypatch


def silent_for(run: ImportRun, minutes: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=minutes))


def now(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def test_a_file_whose_reading_broke_off_is_read_anew(editor: Any, monkeypatch: Any, queued: Any) -> None:
    run = waiting(editor)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        dying(patch, "_row", lambda run, number, *rest: number == 2)
        import_read(run)
    silent_for(run, 11)
    assert take_up_lost() == 1
    work(queued)
    assert (now(run).state, now(run).total, run.rows.count()) == (State.READY, 3, 3)


def test_saving_that_broke_off_goes_on_and_doubles_nothing(editor: Any, monkeypatch: Any, queued: Any) -> None:
    run = confirmed(editor)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        dying(patch, "_created", lambda run, row, draft: row.title == "乙")
        import_save(run)
    silent_for(run, 11)
    assert take_up_lost() == 1
    work(queued)
    assert now(run).state == State.DONE
    assert sorted(PracticePage.objects.filter(title__in="甲乙丙").values_list("title", flat=True)) == sorted("甲乙丙")


def test_a_worker_that_still_tells_of_itself_is_left_alone(editor: Any, queued: Any) -> None:
    silent_for(waiting(editor), 9)
    silent_for(confirmed(editor), 9)
    assert take_up_lost() == 0


@pytest.mark.parametrize("make", [waiting, confirmed])
def test_a_task_that_comes_twice_is_done_once(editor: Any, make: Any, queued: Any) -> None:
    run = make(editor)
    stale = now(run)
    silent_for(run, 11)
    take_up_lost()
    silent_for(run, 11)
    take_up_lost()
    first, second = (arguments for _task, *arguments in queued)
    assert first == second
    (import_read if make is waiting else import_save)(run)
    state = now(run)
    work(queued)
    (import_read if make is waiting else import_save)(stale)
    assert (now(run).state, now(run).attempt) == (state.state, state.attempt)


def test_a_worker_that_was_given_up_writes_no_further(editor: Any, monkeypatch: Any, queued: Any) -> None:
    run, decide = confirmed(editor), services.Planner.decide

    def meanwhile(self: Any, *, number: int, **given: Any) -> Any:
        if number == 2:
            ImportRun.objects.filter(pk=run.pk).update(attempt=9)
        return decide(self, number=number, **given)

    monkeypatch.setattr(services.Planner, "decide", meanwhile)
    import_save(run)
    assert now(run).state == State.SAVING
    assert run.rows.filter(outcome="").count() == 1


def test_a_file_given_up_while_it_is_read_stays_given_up(editor: Any, monkeypatch: Any) -> None:
    run, row = waiting(editor), services._row

    def meanwhile(*args: Any) -> Any:
        if now(run).state == State.WAITING:
            import_drop(run=now(run), by=editor)
        return row(*args)

    monkeypatch.setattr(services, "_row", meanwhile)
    import_read(run)
    assert now(run).state == State.DROPPED
    assert not run.rows.exists()


def test_a_file_that_kills_every_worker_is_refused_in_words(editor: Any, queued: Any) -> None:
    run = waiting(editor)
    ImportRun.objects.filter(pk=run.pk).update(attempt=3)
    silent_for(run, 11)
    assert take_up_lost() == 0
    assert now(run).state == State.REFUSED
    assert "几次都中断" in now(run).refusal
    assert not now(run).file


def test_cases_that_kill_every_worker_are_said_to_have_failed(editor: Any, queued: Any) -> None:
    run = confirmed(editor)
    run.rows.filter(number=1).update(outcome="created")
    ImportRun.objects.filter(pk=run.pk).update(attempt=3)
    silent_for(run, 11)
    assert take_up_lost() == 0
    assert now(run).state == State.DONE
    assert [row.outcome for row in run.rows.all()] == ["created", "failed", "failed"]
    assert "重新上传" in run.rows.get(number=2).reason


def test_an_upload_nobody_looks_at_goes_after_thirty_days_with_its_file(
    editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    old, new = started(THREE, editor), started(THREE, editor)
    ImportRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30))
    ImportRun.objects.filter(pk=new.pk).update(created_at=timezone.now() - timedelta(days=29))
    storage, name = old.file.storage, old.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unseen() == 1
    assert (now(old).state, now(new).state) == (State.DROPPED, State.READY)
    assert not storage.exists(name)
    assert new.file.storage.exists(new.file.name)
    assert ModelLogEntry.objects.filter(action="practices.import_drop", object_id=str(old.pk), user=None).exists()
