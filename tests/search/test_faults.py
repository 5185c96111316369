"""What goes wrong in operation, each ending with an index that agrees with the database."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from search.kinds import KINDS, practices
from search.management.commands.worker import keep_draining
from search.models import DrainState, OutboxEntry
from search.outbox import drain_once, look_after, reconcile
from search.questions import Question
from search.services import search
from search.signals import put
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def drain():
    while drain_once():
        pass


def drift():
    return sum(len(names) for names in reconcile(repair=False).values())


def total(text):
    return search(Question(text), user=AnonymousUser()).total


def test_a_publish_while_the_drain_is_dead_is_found_when_it_lives_again(index):
    DrainState.objects.update_or_create(
        name="search", defaults={"holder": "elsewhere:1", "held_until": "2999-01-01T00:00Z"}
    )
    practice(title="燕子山步道")
    assert drain_once() == 0
    assert (total("燕子山"), drift()) == (0, 1)
    DrainState.objects.update(held_until="2000-01-01T00:00Z")
    drain()
    assert (total("燕子山"), drift()) == (1, 0)


def test_a_holder_killed_on_this_machine_loses_its_lease_at_once(index):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = DrainState.objects.get().holder.rpartition(":")[0] or os.uname().nodename
    DrainState.objects.update(holder=f"{host}:{gone.pid}", held_until="2999-01-01T00:00Z")
    practice(title="燕子山步道")
    drain()
    assert (total("燕子山"), drift()) == (1, 0)


def test_one_page_that_cannot_be_indexed_does_not_keep_the_others_out(index, monkeypatch):
    bad, good = practice(title="坏页面"), practice(title="燕子山步道")
    real = practices._prose

    def fails_for_one(page):
        if page.pk == bad.pk:
            raise ValueError("damaged")
        return real(page)

    monkeypatch.setattr(practices, "_prose", fails_for_one)
    drain()
    waiting = OutboxEntry.objects.all()
    assert total("燕子山") == 1
    assert {row.identifier for row in waiting} == {f"practice-{bad.pk}"} and good.pk != bad.pk
    assert all("damaged" in row.last_error and row.attempts == 1 for row in waiting)
    monkeypatch.undo()
    OutboxEntry.objects.update(not_before="2000-01-01T00:00Z")
    drain()
    assert drift() == 0


def test_a_rebuild_goes_round_a_page_that_cannot_be_indexed(index, monkeypatch):
    bad = practice(title="坏页面")
    practice(title="燕子山步道")
    monkeypatch.setattr(practices, "audiences_for", lambda page: 1 / 0 if page.pk == bad.pk else ("public",))
    OutboxEntry.objects.all().delete()
    index()
    assert total("燕子山") == 1
    assert OutboxEntry.objects.get().identifier == f"practice-{bad.pk}"


def test_what_changes_during_a_rebuild_is_not_lost(index, monkeypatch):
    practice(title="旧标题甲")
    real, made = KINDS["city"].whole, []

    def changes_after_reading(pks):
        pages = real(pks)
        if not made:
            made.append(practice(title="燕子山步道"))
        return pages

    monkeypatch.setattr(KINDS["city"], "whole", changes_after_reading)
    index()
    monkeypatch.undo()
    drain()
    assert made and (total("燕子山"), drift()) == (1, 0)


def test_reconcile_sees_an_older_version_in_the_index(index):
    page = practice(title="燕子山步道")
    drain()
    from search.models import IndexedDocument

    IndexedDocument.objects.filter(identifier=f"practice-{page.pk}").update(version=999_999)
    assert reconcile()["stale"] == {f"practice-{page.pk}"}
    drain()
    assert drift() == 0


def test_a_removed_folder_is_noticed_without_anybody_searching(index):
    OutboxEntry.objects.all().delete()
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    assert look_after() is False and look_after() is False
    assert OutboxEntry.objects.filter(identifier=OutboxEntry.EVERYTHING).count() == 1
    drain()
    assert look_after() and drift() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="threads share no in-memory SQLite database; runs on PostgreSQL"
)
def test_the_folder_removed_under_load_is_rebuilt(index):
    practice(title="燕子山步道")
    stop, failures, answers = threading.Event(), [], []

    def keep_searching():
        try:
            while not stop.is_set():
                answers.append(search(Question("燕子山"), user=AnonymousUser()))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def worker():
        keep_draining(stop)
        connection.close()

    threads = [threading.Thread(target=act) for act in (worker, keep_searching, keep_searching, keep_searching)]
    for thread in threads:
        thread.start()
    for _round in range(3):
        time.sleep(1)
        shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    time.sleep(3)
    stop.set()
    for thread in threads:
        thread.join(timeout=30)
    assert not failures
    assert answers[-1].total == 1 and not answers[-1].is_degraded
    drain()
    assert drift() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: no two open transactions to commit in turn"
)
def test_outbox_rows_committed_in_the_opposite_order_are_both_applied(index):
    first, second = practice(title="燕子山步道"), practice(title="天鹅湖步道")
    drain()
    written, committed = threading.Event(), threading.Event()

    def commits_late():
        with transaction.atomic():
            type(first).objects.filter(pk=first.pk).update(title="千佛山步道")
            put(f"practice-{first.pk}")
            written.set()
            committed.wait(20)
        connection.close()

    late = threading.Thread(target=commits_late)
    late.start()
    assert written.wait(20)
    type(second).objects.filter(pk=second.pk).update(title="大明湖步道")
    put(f"practice-{second.pk}")  # a higher id, committed first
    drain()
    assert (total("大明湖"), total("千佛山")) == (1, 0)
    committed.set()
    late.join()
    drain()
    assert (total("千佛山"), drift(), OutboxEntry.objects.count()) == (1, 0, 0)


KILLED = """
import django, sys
django.setup()
from search.outbox import drain_once, reconcile
from search.signals import put
from search.indexing import live_ids
import time
if sys.argv[1] == "fill":
    for turn in range(40):
        for identifier in live_ids():
            put(identifier)
elif sys.argv[1] == "drain":
    print("ready", flush=True)
    import search.outbox
    search.outbox.BATCH = 7
    while drain_once(): pass
else:
    from search.models import OutboxEntry
    print(sum(map(len, reconcile(repair=False).values())), OutboxEntry.objects.count())
"""


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(tmp_path):
    """Real processes on a SQLite file, ended with SIGKILL again and again at different moments."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'faults.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    run("manage.py", "migrate", "-v", "0")
    run("manage.py", "createcachetable")
    run("manage.py", "setup_site")
    run("-c", KILLED, "fill")
    for delay in (0.05, 0.1, 0.2, 0.3, 0.5, 0.8):
        worker = subprocess.Popen(
            [sys.executable, "-c", KILLED, "drain"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert worker.stdout.readline() == "ready\n"
        time.sleep(delay)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    run("-c", KILLED, "drain")
    assert run("-c", KILLED, "count").split() == ["0", "0"]
