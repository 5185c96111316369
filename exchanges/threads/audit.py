"""What the audit log calls each step in a thread."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("exchanges.post.hide", _("隐藏发言"), _("隐藏一条发言，写明原因")),
    ("exchanges.post.show", _("恢复发言"), _("恢复显示一条发言")),
    ("exchanges.thread.lock", _("锁定讨论"), _("锁定讨论，写明原因")),
    ("exchanges.thread.unlock", _("解除锁定"), _("解除锁定")),
)
