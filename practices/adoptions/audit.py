"""What the audit log calls each step of an adoption."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("practices.adoption.record", _("登记借鉴"), _("登记了借鉴")),
    ("practices.adoption.move", _("更新借鉴进展"), _("更新了借鉴进展")),
    ("practices.adoption.grow", _("填写借鉴结果"), _("填写了借鉴结果")),
    ("practices.adoption.verify", _("核实借鉴"), _("核实了借鉴记录")),
    ("practices.adoption.take_back", _("撤下借鉴记录"), _("撤下了借鉴记录")),
)
