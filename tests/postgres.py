"""Runs the whole suite on a throw-away PostgreSQL: `python -m tests.postgres [pytest arguments]`.

Uses DATABASE_URL when it names a PostgreSQL. Otherwise starts a cluster in a temporary folder on a free loopback port
and ends it. PostgreSQL refuses to run as root, so root steps down to the `postgres` user.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """Yields a DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="alliance-postgres-"))
    folder.chmod(0o777)
    data, port = folder / "data", _free_port()
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "alliance", "-A", "trust", "-E", "UTF8", "--no-sync"]
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c full_page_writes=off"
    subprocess.run(_as_postgres([*initdb, "--locale=C.UTF-8"]), check=True, stdout=subprocess.DEVNULL, cwd=folder)
    log = str(folder / "log")
    start = _as_postgres([*control, "-o", options, "-l", log, "start"])
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgres://alliance@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(_as_postgres([*control, "-m", "immediate", "stop"]), stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _suite(url: str, arguments: list[str]) -> int:
    # The browser's site is always on SQLite (tests/browser/site.py): once is enough.
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "not browser", *arguments]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


def main() -> int:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return _suite(url, sys.argv[1:])
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL is not installed: its tests are skipped.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    with cluster(binaries) as temporary:
        return _suite(temporary, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
