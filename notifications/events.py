"""The kinds of things a person is told about, and the few topics they fall under for who reads them."""

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
    THREAD_REPLY = "thread_reply", _("回复")
    THREAD_POST = "thread_post", _("新发言")
    POST_HIDDEN = "post_hidden", _("发言被隐藏")
    MENTIONED = "mentioned", _("提到您")
    REPORT_MADE = "report_made", _("收到举报")
    REPORT_SETTLED = "report_settled", _("举报已处理")
    CORRECTION_ASKED = "correction_asked", _("更正建议")
    CORRECTION_ANSWERED = "correction_answered", _("更正建议的答复")
    ADOPTION_RECORDED = "adoption_recorded", _("案例被借鉴")
    ADOPTION_RESULT = "adoption_result", _("请核实借鉴结果")
    ADOPTION_VERIFIED = "adoption_verified", _("借鉴核实结果")
    CASE_PUBLISHED = "case_published", _("关注的新案例")
    CASE_RENEWED = "case_renewed", _("案例有新版本")
    REQUEST_ASKED = "request_asked", _("求助")
    REQUEST_ANSWERED = "request_answered", _("求助有答复")
    ANSWER_ACCEPTED = "answer_accepted", _("答复被采纳")
    REQUEST_MOVED = "request_moved", _("求助进展")
    REQUEST_OVERDUE = "request_overdue", _("求助逾期")
    REQUEST_HIDDEN = "request_hidden", _("求助或答复被隐藏")
    VISIT_NEW = "visit_new", _("关注的考察")
    VISIT_SIGNUP = "visit_signup", _("考察报名")
    VISIT_WITHDRAWN = "visit_withdrawn", _("退出考察")
    VISIT_ANSWERED = "visit_answered", _("考察答复")
    VISIT_QUESTION = "visit_question", _("考察前的问题")
    VISIT_CHANGED = "visit_changed", _("考察变动")
    VISIT_CANCELLED = "visit_cancelled", _("考察取消")
    VISIT_TOMORROW = "visit_tomorrow", _("考察明天开始")
    TAKE_AWAY_DUE = "take_away_due", _("请写考察收获")
    VISIT_TAKE_AWAY = "visit_take_away", _("考察收获")
    VISIT_FOLLOW_UP = "visit_follow_up", _("考察回访")
    MESSAGE = "message", _("私信")


class Topic(models.TextChoices):
    """What mail is chosen for and the list is filtered by."""

    WORK = "work", _("我的工作")
    FOLLOWED = "followed", _("我关注的")
    EXCHANGES = "exchanges", _("交流")
    SEARCHES = "searches", _("保存的搜索")


#: What a city or the office works on. What stands in none of these sets is of exchanges.
OF_WORK = frozenset(
    {
        *(Event.CASE_SUBMITTED, Event.CASE_APPROVED, Event.CASE_SENT_BACK, Event.CASE_WITHDRAWN),
        *(Event.CASE_TAKEN_DOWN, Event.CASE_NARROWED, Event.CASE_UNPUBLISHED, Event.CASE_HANDED_OVER),
        *(Event.HOLD_LIFTED, Event.REVIEW_DUE, Event.SEARCH_FAILING, Event.EXPORT_READY),
        *(Event.REVIEW_OPENED, Event.REVIEW_ANSWER_DUE, Event.REVIEW_STATEMENT, Event.REVIEW_OUTCOME),
        *(Event.REVIEW_CANCELLED, Event.REVIEWER_INVITED, Event.REVIEWER_DUE, Event.REVIEWER_REPLIED),
        *(Event.CORRECTION_ASKED, Event.CORRECTION_ANSWERED, Event.VERSION_CLOSED),
        *(Event.ADOPTION_RECORDED, Event.ADOPTION_RESULT, Event.ADOPTION_VERIFIED),
    }
)
OF_FOLLOWED = frozenset({Event.CASE_PUBLISHED, Event.CASE_RENEWED, Event.VISIT_NEW})
OF_SEARCHES = frozenset({Event.SAVED_SEARCH})
#: Mailed when they happen even to who gets digests, since somebody waits or something is wrong; never is still never.
AT_ONCE = frozenset(
    {
        *(Event.CASE_SUBMITTED, Event.CASE_SENT_BACK, Event.CASE_TAKEN_DOWN, Event.CASE_NARROWED),
        *(Event.REVIEW_ANSWER_DUE, Event.REVIEWER_INVITED, Event.REVIEWER_DUE, Event.CORRECTION_ASKED),
        Event.ADOPTION_RESULT,
        *(Event.SEARCH_FAILING, Event.REQUEST_OVERDUE),
        *(Event.VISIT_SIGNUP, Event.VISIT_CHANGED, Event.VISIT_CANCELLED, Event.VISIT_TOMORROW),
        Event.SEARCH_FAILING,
    }
)


def topic_of(event: str) -> Topic:
    sets = {Topic.WORK: OF_WORK, Topic.FOLLOWED: OF_FOLLOWED, Topic.SEARCHES: OF_SEARCHES}
    return next((topic for topic, events in sets.items() if event in events), Topic.EXCHANGES)
