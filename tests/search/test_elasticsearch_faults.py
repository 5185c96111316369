"""Real nodes and real processes, killed: afterwards index and database agree."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ClusterSettings
from search.port import Clause, SearchRequest, SearchUnavailable
from tests.elasticsearch import Node, NotStarted, assembling, cluster
from tests.search.corpus import case

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster"), pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parent.parent.parent
#: After the server is back.
CATCHES_UP_SECONDS = 60


class Site:
    """A site on a SQLite file, and the processes of it that a test starts."""

    def __init__(self, folder: Path, url: str = "") -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ELASTICSEARCH")}
        self.environment = {
            **kept,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'faults.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "ERROR",
            **({"ELASTICSEARCH_URL": url, "ELASTICSEARCH_PREFIX": "faults"} if url else {}),
        }
        for command in (["migrate", "-v", "0"], ["createcachetable"], ["setup_site"]):
            self._run("manage.py", *command)

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=400
        )
        return done.stdout

    def do(self, verb: str, number: int) -> str:
        return self._run("-m", "tests.search.operations", verb, str(number))

    def start(self, verb: str, number: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.search.operations", verb, str(number)]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    @contextmanager
    def worker(self, batch: int = 200) -> Iterator[subprocess.Popen[str]]:
        process = self.start("drain", batch)
        try:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()
            process.wait()

    def drift(self) -> tuple[int, int]:
        found, waiting = self.do("drift", 0).split()
        return int(found), int(waiting)

    def seconds_until_it_agrees(self) -> float:
        started = time.monotonic()
        while self.drift() != (0, 0):
            assert time.monotonic() - started < 4 * CATCHES_UP_SECONDS
            time.sleep(0.5)
        return time.monotonic() - started


@pytest.fixture
def node() -> Iterator[Node]:
    """A node of this test alone, since it is killed."""
    made = Node()
    try:
        with assembling():
            made.start().wait()
        yield made
    except NotStarted as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    finally:
        made.remove()


def test_two_hundred_changes_while_the_server_is_dead_are_there_a_minute_after_it_is_back(tmp_path, node):
    site = Site(tmp_path, node.url)
    site.do("rebuild", 1)
    with site.worker():
        changes = site.start("change", 200)
        time.sleep(8)  # some of them before
        node.kill()
        assert changes.wait(400) == 0
        found, waiting = site.drift()
        assert (found, waiting > 0) == (-1, True)
        node.start().wait()
        assert site.seconds_until_it_agrees() < CATCHES_UP_SECONDS


@pytest.mark.parametrize("on", ["embedded", "elasticsearch"])
def test_a_worker_killed_twenty_times_in_the_middle_of_a_batch_loses_nothing(tmp_path, request, on):
    site = Site(tmp_path, request.getfixturevalue("node").url if on == "elasticsearch" else "")
    site.do("rebuild", 1)
    site.do("change", 20)
    site.do("fill", 60)
    chosen = random.Random(7)
    for _kill in range(20):
        with site.worker(batch=7) as worker:
            time.sleep(chosen.uniform(0.05, 1.0))
            worker.send_signal(signal.SIGKILL)
    with site.worker():
        site.seconds_until_it_agrees()
    assert site.drift() == (0, 0)


def test_what_changes_during_rebuilds_is_not_lost(tmp_path, node):
    site = Site(tmp_path, node.url)
    site.do("rebuild", 1)
    with site.worker(batch=5):
        changes, rebuilds = site.start("change", 60), site.start("rebuild", 4)
        assert (changes.wait(400), rebuilds.wait(400)) == (0, 0)
        assert site.seconds_until_it_agrees() < CATCHES_UP_SECONDS


def test_a_rebuild_killed_in_the_middle_leaves_the_old_index_and_the_next_one_clears_up(tmp_path, node):
    site = Site(tmp_path, node.url)
    site.do("rebuild", 1)
    site.do("change", 10)
    for delay in (0.1, 0.3, 0.6):
        process = site.start("rebuild", 50)
        time.sleep(3 + delay)
        process.kill()
        process.wait()
    with site.worker():
        site.seconds_until_it_agrees()
    site.do("rebuild", 1)
    client = ElasticsearchEngine(ClusterSettings((node.url,))).cluster.client
    assert len(client.indices.get(index="faults-*")) == 1


@pytest.fixture
def three() -> Iterator[list[Node]]:
    try:
        with cluster() as nodes:
            yield nodes
    except NotStarted as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.mark.django_db
@pytest.mark.parametrize("killed", [0, 2])
def test_one_of_three_nodes_killed_under_load_fails_no_search_and_loses_nothing(three, killed, monkeypatch):
    monkeypatch.setattr("search.engines.preparation.user_words", lambda: ())
    hosts = tuple(node.url for node in three)
    engine = ElasticsearchEngine(ClusterSettings(hosts, prefix="three", timeout=10, replicas=1))
    engine.rebuild([case(number, "燕子山步道") for number in range(50)], 1)
    failures: list[Exception] = []
    totals: list[int] = []
    stop = threading.Event()

    def keep_searching() -> None:
        while not stop.is_set():
            try:
                totals.append(engine.search(SearchRequest(clauses=(Clause(("步道",)),))).total)
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=keep_searching) for _reader in range(3)]
    for reader in readers:
        reader.start()
    written = _write_while_a_node_dies(engine, three[killed])
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert min(totals) >= 50 and len(totals) > 20
    assert engine.versions() == {**{f"practice-{number}": 1 for number in range(50)}, **written}


def _write_while_a_node_dies(engine: ElasticsearchEngine, node: Node) -> dict[str, int]:
    """Thirty batches as the drain would apply them, each again until it is taken."""
    written: dict[str, int] = {}
    for turn in range(30):
        if turn == 10:
            node.kill()
        version, until = 2 + turn, time.monotonic() + 90
        documents = [case(100 + turn * 5 + number, "大明湖步道") for number in range(5)]
        while True:
            try:
                engine.apply(documents, [], version)
                break
            except SearchUnavailable:
                assert time.monotonic() < until
                time.sleep(0.5)
        written |= {document.id: version for document in documents}
    return written
