"""What happens by the clock: scheduled publishing, memberships that begin or end, tidying up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import close_old_connections

from cities.services import sync_rights_by_the_clock
from exchanges.requests.reminders import remind_of_requests
from exchanges.visits.reminders import follow_the_day, remind_of_visits
from files.tasks import queue_waiting
from notifications.digests import queue_due
from notifications.fan_out import resume_lost
from notifications.tasks import resend_lost
from practices.exports import jobs as exports
from practices.imports import upkeep as imports
from practices.quality.tasks import queue_unsigned
from practices.reminders import remind_of_reviews
from practices.reviews.reminders import release_leavers, remind_reviewers

logger = logging.getLogger(__name__)


@dataclass
class Job:
    """`interval` in seconds; `due` is the monotonic time of the next run."""

    name: str
    interval: int
    run: Callable[[], object]
    due: float = field(default=0.0)


_registered: list[tuple[str, int, Callable[[], object]]] = []


def register_job(name: str, interval: int, run: Callable[[], object]) -> None:
    """In the `ready` of an app above this one; once, however often that is called."""
    if name not in {known for known, *_rest in _registered}:
        _registered.append((name, interval, run))


def jobs() -> list[Job]:
    return [
        *(Job(*row) for row in _registered),
        Job("publish scheduled pages", 60, lambda: call_command("publish_scheduled")),
        Job("memberships by the clock", 60, sync_rights_by_the_clock),
        Job("mails that were lost", 300, resend_lost),
        Job("digests that are due", 300, queue_due),
        Job("fan-outs a worker left when it died", 60, resume_lost),
        Job("files nobody has read", 300, queue_waiting),
        Job("cases nothing compared", 300, queue_unsigned),
        Job("reviews that became due", 3600, remind_of_reviews),
        Job("requests whose day has passed", 3600, remind_of_requests),
        Job("reviewers who have left", 3600, release_leavers),
        Job("reviewers whose scores are due", 3600, remind_reviewers),
        Job("visits whose state the day has changed", 300, follow_the_day),
        Job("visits, take-aways and follow-ups", 1800, remind_of_visits),
        Job("exports a worker left when it died", 60, exports.take_up_lost),
        Job("exports nobody needs any more", 3600, exports.forget_expired),
        Job("imports a worker left when it died", 60, imports.take_up_lost),
        Job("imports nobody looks at", 3600, imports.forget_unseen),
        Job("forget finished tasks", 86400, lambda: call_command("prune_db_task_results")),
        Job("forget old sessions", 86400, lambda: call_command("clearsessions")),
    ]


def run_due(scheduled: list[Job], now: float) -> None:
    """Run what is due. A job that fails is logged and tried again at its next turn; the others go on."""
    for job in scheduled:
        if job.due > now:
            continue
        job.due = now + job.interval
        close_old_connections()
        try:
            job.run()
        except Exception:
            logger.exception("Scheduled job failed: %s", job.name)
