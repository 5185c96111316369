"""Words of the audit log for lists of a city."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = (
    ("exchanges.favourites.share", _("转为本市清单"), _("收藏清单转为本市清单")),
    ("exchanges.favourites.rename", _("改清单名称"), _("修改了本市收藏清单的名称")),
    ("exchanges.favourites.delete", _("删除清单"), _("删除了本市的收藏清单")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
