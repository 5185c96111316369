"""What the audit log calls each step of a visit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = (
    ("exchanges.visit.write", _("写考察草稿"), _("考察草稿已保存")),
    ("exchanges.visit.drop", _("删除考察草稿"), _("考察草稿已删除")),
    ("exchanges.visit.announce", _("发布考察"), _("考察已发布，开始报名")),
    ("exchanges.visit.change", _("修改考察"), _("已发布的考察有修改")),
    ("exchanges.visit.cancel", _("取消考察"), _("考察已取消")),
    ("exchanges.visit.held", _("考察结束"), _("考察已举办")),
    ("exchanges.visit.hide", _("隐藏考察"), _("考察被隐藏")),
    ("exchanges.visit.show", _("恢复考察"), _("考察恢复显示")),
    ("exchanges.visit.sign_up", _("报名考察"), _("一个城市报名")),
    ("exchanges.visit.people", _("修改考察名单"), _("考察名单有修改")),
    ("exchanges.visit.answer", _("处理考察报名"), _("考察报名有处理结果")),
    ("exchanges.visit.ask", _("考察前提问"), _("一个城市提了问题")),
    ("exchanges.visit.reply", _("答复考察前的问题"), _("主办城市作了答复")),
    ("exchanges.visit.take_away", _("写考察收获"), _("一个城市写了收获")),
    ("exchanges.visit.follow_up", _("答复考察回访"), _("一个城市答复了回访")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
