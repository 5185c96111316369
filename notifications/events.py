"""The kinds of things a person is told about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    CASE_SUBMITTED = "case_submitted", _("待审核")
    CASE_APPROVED = "case_approved", _("审核通过")
    CASE_SENT_BACK = "case_sent_back", _("退回修改")
    CASE_WITHDRAWN = "case_withdrawn", _("撤回送审")
    CASE_TAKEN_DOWN = "case_taken_down", _("下架")
    CASE_NARROWED = "case_narrowed", _("缩小公开范围")
    CASE_UNPUBLISHED = "case_unpublished", _("撤下")
    VERSION_CLOSED = "version_closed", _("关闭旧版本")
    CASE_HANDED_OVER = "case_handed_over", _("转交")
    HOLD_LIFTED = "hold_lifted", _("解除限制")
    REVIEW_DUE = "review_due", _("复核到期")
    SEARCH_FAILING = "search_failing", _("搜索出错")
    EXPORT_READY = "export_ready", _("导出完成")
    SAVED_SEARCH = "saved_search", _("新案例")
    REVIEW_OPENED = "review_opened", _("进入评审")
    REVIEW_ANSWER_DUE = "review_answer_due", _("请答复评审")
    REVIEW_STATEMENT = "review_statement", _("评审问答")
    REVIEW_OUTCOME = "review_outcome", _("评审结论")
    REVIEW_CANCELLED = "review_cancelled", _("评审取消")
    REVIEWER_INVITED = "reviewer_invited", _("请您评审")
    REVIEWER_DUE = "reviewer_due", _("评审到期")
    REVIEWER_REPLIED = "reviewer_replied", _("评审进展")
    CORRECTION_ASKED = "correction_asked", _("更正建议")
    CORRECTION_ANSWERED = "correction_answered", _("更正建议的答复")
