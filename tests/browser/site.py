"""The whole site as `make run` starts it, in a folder of its own: prepared, then web server, worker and scheduler."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
#: Enough to click through, without the time that all of them take.
CASES = "30"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    """Always SQLite: what a person does in the browser is the same on every database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    kept |= {"DATA_DIR": str(folder), "PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
    kept |= {"SEARCH_ENGINE": "embedded", "LOG_LEVEL": "WARNING"}
    return {**kept, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}


def commands(port: int) -> list[list[str]]:
    """The three processes of the Procfile."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    given = [line.partition(": ")[2].replace("$PORT", str(port)).split() for line in lines if ": " in line]
    interpreter = Path(sys.executable)
    return [[str(interpreter.with_name(Path(words[0]).name)), *words[1:]] for words in given]


@contextmanager
def running_site(folder: Path) -> Iterator[str]:
    """Yields the address. Ends the processes it started, by their ids."""
    port = free_port()
    env = environment(folder, port)
    prepare = [sys.executable, "manage.py", "prepare", "--port", str(port), "--cases", CASES]
    subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    with (folder / "site.log").open("w") as log:
        processes = [subprocess.Popen(line, cwd=ROOT, env=env, stdout=log, stderr=log) for line in commands(port)]
        try:
            wait_until_answering(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait(timeout=20)


def wait_until_answering(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
