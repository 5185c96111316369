"""What processes of a site do to its search, for tests that kill them: `python -m tests.search.operations VERB`."""

from __future__ import annotations

import random
import sys
import threading


def change(number: int) -> None:
    """`number` publishes, edits and deletes, each a transaction of its own."""
    from practices.models import PracticePage
    from tests.factories.practices import practice

    chosen = random.Random(number)
    for turn in range(number):
        pages = PracticePage.objects.live()
        kind = chosen.choice("ppeed") if pages.count() > 5 else "p"
        if kind == "p":
            practice(chosen.choice(["rizhao", "heze"]), title=f"第{turn}个燕子山案例")
            continue
        page = chosen.choice(list(pages))
        if kind == "d":
            page.delete()
        else:
            page.title = f"{page.title}改{turn}"
            page.save_revision().publish()
    print("changed", flush=True)


def fill(turns: int) -> None:
    """Everything that is found into the outbox, again and again."""
    from search.indexing import live_ids
    from search.models import OutboxEntry

    found = sorted(live_ids())
    OutboxEntry.objects.bulk_create([OutboxEntry(identifier=name) for _turn in range(turns) for name in found])


def drain(batch: int) -> None:
    """The worker's loop, in small batches so that there is a middle to be killed in."""
    import search.outbox
    from search.management.commands.worker import keep_draining

    search.outbox.BATCH = batch
    print("ready", flush=True)
    keep_draining(threading.Event())


def rebuild(times: int) -> None:
    from search.outbox import rebuild

    for _time in range(times):
        rebuild()
    print("rebuilt", flush=True)


def drift(_number: int) -> None:
    from search.models import OutboxEntry
    from search.outbox import reconcile
    from search.port import SearchFailure

    try:
        found = sum(map(len, reconcile(repair=False).values()))
    except SearchFailure:
        found = -1
    print(found, OutboxEntry.objects.count())


if __name__ == "__main__":
    import django

    django.setup()
    {act.__name__: act for act in (change, fill, drain, rebuild, drift)}[sys.argv[1]](int(sys.argv[2]))
