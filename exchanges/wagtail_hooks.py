from __future__ import annotations

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from exchanges.discussions.audit import LOG_ACTIONS as DISCUSSION_ACTIONS
from exchanges.reports.audit import LOG_ACTIONS as REPORT_ACTIONS
from exchanges.threads.audit import LOG_ACTIONS as THREAD_ACTIONS

LOG_ACTIONS = (*DISCUSSION_ACTIONS, *REPORT_ACTIONS, *THREAD_ACTIONS)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
