"""Work that people wait for goes on although a worker dies. Its row has `state`, `attempt`, which tells the worker that
does it from one that was given up, and `beat_at`, when that worker last said that it lives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

#: How often a piece of work is begun anew after a worker has died.
MOST_ATTEMPTS = 3


class GivenUp(Exception):
    """The work was deleted or decided on, or another worker has begun it anew: this one writes no further."""


def mine(work: Any) -> Any:
    """The row as long as it is still this worker's: `state` and `attempt` as the worker knows them."""
    return type(work).objects.filter(pk=work.pk, state=work.state, attempt=work.attempt)


def say(work: Any, **fields: Any) -> None:
    """That the worker lives, with what it has to tell. Raises GivenUp where the work is no longer its own."""
    if not mine(work).update(beat_at=timezone.now(), **fields):
        raise GivenUp


def silent(model: Any, states: Iterable[str], silence: timedelta) -> Any:
    """The rows of which no worker has said anything for that long."""
    return model.objects.filter(state__in=states, beat_at__lt=timezone.now() - silence)
