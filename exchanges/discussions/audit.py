"""What the audit log calls each step of a discussion."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("exchanges.discussion.open", _("发起研讨"), _("发起研讨")),
    ("exchanges.discussion.hide", _("隐藏研讨"), _("隐藏研讨，写明原因")),
    ("exchanges.discussion.show", _("恢复研讨"), _("恢复显示研讨")),
)
