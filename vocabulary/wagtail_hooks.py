"""What the history of a term says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

LOG_ACTIONS = (
    ("vocabulary.retire", gettext_lazy("停用"), gettext_lazy("停用词条")),
    ("vocabulary.restore", gettext_lazy("启用"), gettext_lazy("重新启用词条")),
    ("vocabulary.reorder", gettext_lazy("调整顺序"), gettext_lazy("调整词条顺序")),
)


class MergeFormatter(LogFormatter):
    label = gettext_lazy("合并")

    def format_message(self, log_entry: Any) -> str:
        return _("并入“%(into)s”，%(cases)s 个案例随之改动") % log_entry.data


class MergedFormatter(LogFormatter):
    label = gettext_lazy("合并")

    def format_message(self, log_entry: Any) -> str:
        return _("“%(term)s”并入本词条，%(cases)s 个案例随之改动") % log_entry.data


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
    actions.register_action("vocabulary.merge")(MergeFormatter)
    actions.register_action("vocabulary.merged")(MergedFormatter)
