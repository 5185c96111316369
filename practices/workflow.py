"""What happens when a city's approver has approved. Loaded by wagtail.models: import nothing of Wagtail here."""

from __future__ import annotations

from typing import Any


def publish_what_was_approved(workflow_state: Any, user: Any = None) -> None:
    """Wagtail's default publishes the latest revision, which may be newer than the one the approver read."""
    workflow_state.current_task_state.revision.publish(user=user, skip_permission_checks=True)
