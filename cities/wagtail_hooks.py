"""Names of the audit actions of this app, as the history and the site report show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = (
    ("cities.join", _("加入联盟"), _("城市加入联盟")),
    ("cities.leave", _("退出联盟"), _("城市退出联盟，内容归档")),
    ("cities.membership.give", _("授予成员资格"), _("授予成员资格")),
    ("cities.membership.end", _("结束成员资格"), _("结束成员资格")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
