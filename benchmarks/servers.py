"""Servers of the kind `make run` starts (Procfile), on a free port of this machine, ended by their own process id."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

OPTIONS = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
PATIENCE = 60


@contextmanager
def server(application: str, environment: Mapping[str, str], ready: str) -> Iterator[int]:
    """Yields the port once `ready`, an address that touches no page, has answered from both workers."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *OPTIONS]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait(process, port, ready)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def site_environment(data: Path, **more: str) -> dict[str, str]:
    """An own database and folder, whatever .env and the surroundings say."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'alliance.sqlite3'}",
        "CACHE_URL": "dbcache://django_cache",
        "LOG_LEVEL": "ERROR",
        **more,
    }


def first_answer_ms(port: int, path: str) -> float:
    begin = time.perf_counter()
    status, _headers, _body = get(port, path)
    if status != 200:
        raise RuntimeError(f"{path} answers {status}.")
    return (time.perf_counter() - begin) * 1000


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, ready: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended at once with {process.returncode}.")
        try:
            if get(port, ready)[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    else:
        raise TimeoutError("The server did not answer.")
    # The other worker loads at the same pace; a moment more and neither is still importing.
    time.sleep(1)
