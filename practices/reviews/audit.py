"""What the audit log calls each step of a review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("practices.rubric.revise", _("修订评审标准"), _("评审标准立了新版本")),
    ("practices.round.open", _("开始一批评审"), _("开始一批评审")),
    ("practices.round.close", _("结束一批评审"), _("结束一批评审")),
    ("practices.review.open", _("开始评审"), _("案例进入评审")),
    ("practices.review.cancel", _("取消评审"), _("取消评审")),
    ("practices.review.assign", _("请评审人"), _("请了一位评审人")),
    ("practices.review.accept", _("接受评审"), _("评审人接受")),
    ("practices.review.decline", _("谢绝评审"), _("评审人谢绝")),
    ("practices.review.release", _("解除评审人"), _("评审人不再参加")),
    ("practices.review.score", _("评分"), _("评审人交了评分")),
    ("practices.review.exclude", _("终止评审"), _("不符合入选条件，评审终止")),
    ("practices.review.statement", _("评审问答"), _("评审问答记录")),
    ("practices.review.ask_author", _("请作者答复"), _("请作者看评分并答复")),
    ("practices.review.again", _("重新评分"), _("请评审人重新评分")),
    ("practices.review.decide", _("评审结论"), _("评审作出结论")),
    ("practices.evidence.grade", _("评定佐证等级"), _("评定佐证等级")),
    ("practices.recognition.give", _("授予认定"), _("授予荣誉与认定")),
    ("practices.recognition.withdraw", _("撤销认定"), _("撤销荣誉与认定")),
)
