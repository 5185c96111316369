"""What the terminal of `make run` shows: nothing of a task that ran, all of one that failed."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.utils.log import CallbackFilter
from django_tasks_db.management.commands.db_worker import Command

NAMES = ("django_tasks", "django_tasks_db", "django_tasks_db.worker")


@pytest.fixture
def passes():
    """Whether the console shows a record, once the task worker has set its levels as it likes."""
    levels = {name: logging.getLogger(name).level for name in NAMES}
    Command().configure_logging(1)
    shown = CallbackFilter(settings.LOGGING["filters"]["no_task_by_task"]["callback"])

    def ask(name: str, level: int) -> bool:
        record = logging.LogRecord(name, level, __file__, 1, "…", None, None)
        return logging.getLogger(name).isEnabledFor(level) and bool(shown.filter(record))

    yield ask
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("name", NAMES)
def test_a_task_that_ran_is_no_line(passes, name):
    assert not passes(name, logging.INFO)


@pytest.mark.parametrize("name", NAMES)
def test_a_task_that_failed_is(passes, name):
    assert passes(name, logging.ERROR)


def test_the_console_asks_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_task_by_task"]
