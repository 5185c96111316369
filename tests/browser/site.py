"""The whole site as `make run` starts it, in a folder of its own: prepared, then web server, worker and scheduler."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
ENDS_SECONDS = 40
#: Enough to click through, without the time that all of them take.
CASES = "30"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site(NamedTuple):
    """`env` is what its processes know of it."""

    address: str
    folder: Path
    env: dict[str, str]

    @property
    def letters(self) -> list[EmailMessage]:
        """What was sent; there is one file for each connection."""
        files = sorted((self.folder / "mail").glob("*"))
        return [message for file in files for message in _messages(file.read_bytes())]

    @property
    def mails(self) -> list[str]:
        """Their plain text."""
        return [words_of(message) for message in self.letters]

    def run(self, code: str) -> None:
        """For what only time can do: lines of Python in the site's own shell."""
        shell = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        subprocess.run(shell, cwd=ROOT, env=self.env, check=True, stdout=subprocess.DEVNULL)


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _messages(content: bytes) -> list[EmailMessage]:
    """The backend puts a line of dashes after each."""
    parts = content.split(b"-" * 79)
    return [message_from_bytes(part.strip(), policy=default) for part in parts if part.strip()]


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """Always SQLite: what a person does in the browser is the same on every database."""
    others = ("DATABASE_URL", "CACHE_URL", "ELASTICSEARCH_URL")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    kept |= {"DATA_DIR": str(folder), "PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
    kept |= {"SEARCH_ENGINE": "embedded", "LOG_LEVEL": "WARNING", "EMAIL_URL": f"filemail:///{folder / 'mail'}"}
    return {**kept, "DJANGO_SETTINGS_MODULE": "config.settings.dev", **more}


def commands(port: int) -> list[list[str]]:
    """The three processes of the Procfile."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    given = [line.partition(": ")[2].replace("$PORT", str(port)).split() for line in lines if ": " in line]
    interpreter = Path(sys.executable)
    return [[str(interpreter.with_name(Path(words[0]).name)), *words[1:]] for words in given]


def prepare(folder: Path) -> None:
    """What a site begins with; copied for each, since it takes longer than all the rest."""
    command = [sys.executable, "manage.py", "prepare", "--cases", CASES]
    subprocess.run(command, cwd=ROOT, env=environment(folder, 8000), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running_site(prepared: Path, folder: Path, **more: str) -> Iterator[Site]:
    """On a copy in `folder`, which is new; `more` are further settings. Ends the processes it
    started, by their ids, as Ctrl-C does: without waiting for connections that browsers keep open."""
    shutil.copytree(prepared, folder)
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", folder, environment(folder, port, **more))
    with (folder / "site.log").open("w") as log:
        processes = [subprocess.Popen(line, cwd=ROOT, env=site.env, stdout=log, stderr=log) for line in commands(port)]
        try:
            wait_until_answering(f"{site.address}/")
            yield site
        finally:
            for process in processes:
                process.send_signal(signal.SIGINT)
            for process in processes:
                process.wait(timeout=ENDS_SECONDS)


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
