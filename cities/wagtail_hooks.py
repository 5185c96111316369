"""Names of the audit actions of this app, as the history and the site report show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cities.forms import CityPageForm
from cities.models import CityPage

CityPage.base_form_class = CityPageForm
LOG_ACTIONS = (
    ("cities.join", _("加入联盟"), _("城市加入联盟")),
    ("cities.join_undo", _("撤回加入"), _("撤回城市加入，恢复原状")),
    ("cities.leave", _("退出联盟"), _("城市退出联盟，内容归档")),
    ("cities.membership.give", _("授予成员资格"), _("授予成员资格")),
    ("cities.membership.end", _("结束成员资格"), _("结束成员资格")),
    ("cities.membership.end_on", _("设定结束日期"), _("设定成员资格的结束日期")),
    ("cities.membership.hand_over", _("移交"), _("把职责移交给接任者")),
    ("cities.profile", _("城市概况"), _("修改城市概况和责任单位")),
    ("cities.password_reset", _("重置密码"), _("为成员开出重置密码的链接")),
    ("cities.invitation.make", _("邀请"), _("开出邀请")),
    ("cities.invitation.revoke", _("撤销邀请"), _("撤销邀请")),
    ("cities.invitation.accept", _("接受邀请"), _("接受邀请")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)
