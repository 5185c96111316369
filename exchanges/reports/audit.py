"""What the audit log calls a report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("exchanges.report.make", _("举报"), _("收到举报")),
    ("exchanges.report.settle", _("处理举报"), _("举报已处理")),
)
