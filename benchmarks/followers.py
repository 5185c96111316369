"""One thing told to 10,000 followers: in-app lines and queued mails, in a database of their own; and once more with the
worker killed half-way and started again. `python -m benchmarks.followers make|tell|resume FOLDER …` are the processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from benchmarks.report import Row

GROUP = "followers"
PEOPLE, QUICK_PEOPLE = 10_000, 1_000
MARK_S, TRANSACTION_MARK_S = 30, 1
KEY = "bench"


def rows(*, quick: bool) -> list[Row]:
    number = QUICK_PEOPLE if quick else PEOPLE
    with tempfile.TemporaryDirectory(prefix="bench-followers-") as folder:
        settings = {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "EMAIL_URL": "consolemail://"}
        surroundings = {**os.environ, **settings}
        _run(surroundings, "make", str(number))
        told = _run(surroundings, "tell", "whole")
        killed = _kill_half_way(surroundings, number)
        resumed = _run(surroundings, "tell", "killed")
    is_whole = resumed["lines"] == resumed["people"] == number
    return [
        Row(
            GROUP,
            f"{number:,} told, mails queued",
            {"s": told["s"], "longest transaction s": told["longest"], "mails": told["mails"]},
            f"≤ {MARK_S} s, no transaction > {TRANSACTION_MARK_S} s",
            told["s"] <= MARK_S and told["longest"] <= TRANSACTION_MARK_S and told["mails"] == number,
        ),
        Row(
            GROUP,
            f"killed after {killed:,}, resumed",
            {"lines": resumed["lines"], "people": resumed["people"], "s": resumed["s"]},
            "each told once",
            is_whole,
        ),
    ]


def _run(surroundings: dict[str, str], *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.followers", *arguments]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _kill_half_way(surroundings: dict[str, str], number: int) -> int:
    """By SIGKILL, as soon as half of them stand there. Returns how many did."""
    command = [sys.executable, "-m", "benchmarks.followers", "tell", "killed"]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lines = 0
    while process.poll() is None and lines < number / 2:
        time.sleep(0.05)
        lines = int(_lines(surroundings["DATA_DIR"]))
    process.send_signal(signal.SIGKILL)
    process.wait()
    return int(_lines(surroundings["DATA_DIR"]))


def _lines(folder: str) -> int:
    """Read beside the process that writes."""
    import sqlite3

    with sqlite3.connect(f"file:{folder}/alliance.sqlite3?mode=ro", uri=True, timeout=20) as database:
        asked = "SELECT COUNT(*) FROM notifications_notification WHERE dedupe_key = 'bench-killed'"
        return int(database.execute(asked).fetchone()[0])


# --- the processes ------------------------------------------------------------------------------------------------
def make(number: int) -> dict[str, float]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("setup_site", verbosity=0)
    from cities.models import City
    from notifications.models import MailPreference
    from tests.factories.many import many_followers
    from tests.factories.practices import practice

    practice("rizhao")
    people = many_followers(number, City.objects.get(slug="rizhao"))
    MailPreference.objects.bulk_create(
        MailPreference(user=person, topic="followed", frequency="at_once") for person in people
    )
    return {"people": number}


def tell(name: str) -> dict[str, float]:
    """One that was begun before is gone on with."""
    from django_tasks_db.models import DBTaskResult

    from exchanges.follows.telling import tell_followers
    from notifications import fan_out
    from notifications.models import Notification
    from practices.models import PracticePage

    page = PracticePage.objects.get()
    began, longest, keep = time.perf_counter(), 0.0, fan_out._keep

    def timed(*arguments: object, **named: object) -> bool:
        nonlocal longest
        start = time.perf_counter()
        more = keep(*arguments, **named)
        longest = max(longest, time.perf_counter() - start)
        return more

    fan_out._keep = timed
    begun = tell_followers(
        of=[page.city], event="case_published", target=page, subject="一条消息", url="/", dedupe_key=f"{KEY}-{name}"
    )
    assert begun is not None
    fan_out.run(begun.pk)
    taken = time.perf_counter() - began
    lines = Notification.objects.filter(dedupe_key=f"{KEY}-{name}")
    tasks = DBTaskResult.objects.filter(task_path__endswith=".mail_notifications")
    return {
        "s": taken,
        "longest": longest,
        "lines": lines.count(),
        "people": lines.values("recipient").distinct().count(),
        "mails": sum(len(task.args_kwargs["args"][0]) for task in tasks),
    }


if __name__ == "__main__":
    import django

    django.setup()
    step, argument = sys.argv[1:]
    print(json.dumps(make(int(argument)) if step == "make" else tell(argument)))
