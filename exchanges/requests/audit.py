"""What is done to requests and answers, as the audit log names it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = (
    ("exchanges.request.ask", _("求助"), _("提出求助")),
    ("exchanges.request.edit", _("修改求助"), _("修改求助")),
    ("exchanges.request.narrow", _("缩小公开范围"), _("缩小求助的公开范围，立即生效")),
    ("exchanges.request.move", _("求助进展"), _("登记求助的进展")),
    ("exchanges.request.hide", _("隐藏"), _("隐藏求助")),
    ("exchanges.request.show", _("恢复显示"), _("恢复显示求助")),
    ("exchanges.request.make_case", _("转为案例"), _("由求助转为案例草稿")),
    ("exchanges.answer.give", _("答复"), _("答复求助")),
    ("exchanges.answer.edit", _("修改答复"), _("修改对求助的答复")),
    ("exchanges.answer.accept", _("采纳"), _("采纳答复")),
    ("exchanges.answer.unaccept", _("取消采纳"), _("取消采纳答复")),
    ("exchanges.answer.hide", _("隐藏"), _("隐藏答复")),
    ("exchanges.answer.show", _("恢复显示"), _("恢复显示答复")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
