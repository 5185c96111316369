"""Real Elasticsearch nodes for tests (tests/elasticsearch_node), on loopback ports, ended by their process ids."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "elasticsearch_node" / "node"
TOOLS = ("java", "javac", "jar", "mvn")
#: The assembled server, kept from run to run; data is elsewhere.
ASSEMBLED = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "elasticsearch_node" / "tests"
SHARED = HERE.parent / "build" / "elasticsearch"
#: The first start fetches the parts; later ones take seconds.
START_SECONDS = 240


class NotStarted(Exception):
    """The message is one line that says why."""


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def free_port() -> int:
    """With the transport's port, a hundred above, free as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 100))
                return port


class Node:
    """`start` on a folder that was used before continues with its data."""

    def __init__(self, port: int | None = None, *, heap: str = "512m", **settings: str) -> None:
        self.port = port or free_port()
        self.heap, self.settings = heap, settings
        self.folder = Path(tempfile.mkdtemp(prefix="elasticsearch-"))
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Node:
        if tools := missing_tools():
            raise NotStarted(f"Elasticsearch is not tested: {', '.join(tools)} not installed (JDK 17 and Maven).")
        own = {"path.data": str(self.folder / "data"), "path.logs": str(self.folder / "logs"), **self.settings}
        command = [str(SCRIPT), "-p", str(self.port), "-d", str(ASSEMBLED)]
        command += [f"{name}={value}" for name, value in own.items()]
        ASSEMBLED.mkdir(parents=True, exist_ok=True)
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ, "ES_HEAP": self.heap}, start_new_session=True
            )
        return self

    def wait(self, nodes: int = 1) -> Node:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            if self._health().get("number_of_nodes", 0) >= nodes:
                return self
            time.sleep(0.2)
        raise NotStarted(f"Elasticsearch did not start: {self._last_line()}")

    def _health(self) -> dict[str, int]:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health?timeout=1s", timeout=5) as answer:
                return dict(json.load(answer))
        except (OSError, urllib.error.URLError, ValueError):
            return {}

    def _last_line(self) -> str:
        lines = (self.folder / "output").read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing."

    def kill(self) -> None:
        """As a power cut would end it; its data stays."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """Takes connections and answers nothing, as a machine that swaps."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def own_node() -> Iterator[Node]:
    """For a test that does harm to it."""
    node = Node()
    try:
        with assembling():
            node.start()
        yield node.wait()
    finally:
        node.remove()


@contextmanager
def cluster(size: int = 3, heap: str = "512m") -> Iterator[list[Node]]:
    nodes = [Node(heap=heap) for _number in range(size)]
    names = ",".join(f"node-{node.port}" for node in nodes)
    seeds = ",".join(f"127.0.0.1:{node.port + 100}" for node in nodes)
    for node in nodes:
        node.settings |= {"discovery.type": "multi-node", "cluster.name": f"several-{nodes[0].port}"}
        node.settings |= {"discovery.seed_hosts": seeds, "cluster.initial_master_nodes": names}
    try:
        with assembling():
            nodes[0].start()
            time.sleep(1)
        for node in nodes[1:]:
            node.start()
        for node in nodes:
            node.wait(nodes=size)
        yield nodes
    finally:
        for node in nodes:
            node.remove()


@contextmanager
def assembling() -> Iterator[None]:
    """One at a time: the parts are put together in one folder."""
    SHARED.mkdir(parents=True, exist_ok=True)
    with (SHARED / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def shared_node() -> Iterator[str]:
    """The address of the one node that all test processes of this checkout use; the last to leave ends it."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given.split(",")[0]
        return
    with assembling():
        state = _alive() or _new_state()
        state["users"].append(os.getpid())
        _save(state)
    try:
        yield state["url"]
    finally:
        with assembling():
            state = _load()
            state["users"] = [pid for pid in state["users"] if pid != os.getpid() and _is_running(pid)]
            _save(state)
            if not state["users"]:
                _end(state)


def _new_state() -> dict[str, object]:
    node = Node(heap="700m").start().wait()
    assert node.process is not None
    return {"url": node.url, "pid": node.process.pid, "folder": str(node.folder), "users": []}


def _alive() -> dict | None:  # type: ignore[type-arg]
    """The state of the node others use; what a killed run has left behind is ended."""
    state = _load()
    if not state:
        return None
    if _is_node(state["pid"]) and any(_is_running(pid) for pid in state["users"]):
        return state
    _end(state)
    return None


def _load() -> dict:  # type: ignore[type-arg]
    try:
        return dict(json.loads((SHARED / "state.json").read_text()))
    except (OSError, ValueError):
        return {}


def _save(state: dict) -> None:  # type: ignore[type-arg]
    (SHARED / "state.json").write_text(json.dumps(state))


def _end(state: dict) -> None:  # type: ignore[type-arg]
    (SHARED / "state.json").unlink(missing_ok=True)
    if _is_node(state["pid"]):
        os.kill(state["pid"], signal.SIGKILL)
    with suppress(ChildProcessError, OSError):
        os.waitpid(state["pid"], 0)
    shutil.rmtree(state["folder"], ignore_errors=True)


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _is_node(pid: int) -> bool:
    """The number may be another process's by now."""
    try:
        return b"RunNode" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
