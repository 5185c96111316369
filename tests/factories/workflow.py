"""A case on its way through its city's approval, by the same calls as the editing pages make."""

from __future__ import annotations

from typing import Any

from practices.models import PracticePage


def submit(page: PracticePage, by: Any) -> Any:
    return page.get_workflow().start(page, by)


def approve(page: PracticePage, by: Any, comment: str = "") -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "approve", comment=comment)


def send_back(page: PracticePage, by: Any, comment: str) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "reject", comment=comment)
