"""Why a case cannot be moved on by a person just now, in words for that person; empty where it can.

One answer for the question before (the page that asks whether to go on) and for the services, which ask again. Pages
come from PracticeQuerySet.for_moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewers import viewer_of
from practices.models.page import Visibility
from practices.quality.decisions import report_of_draft, why_not_checked, why_stopped
from practices.states import State

if TYPE_CHECKING:
    from practices.models import PracticePage
    from practices.quality.report import Line


def _for_writers(user: Any, page: PracticePage) -> str:
    return "" if page.city_id in viewer_of(user).writing_city_ids else _("不是您负责的城市的案例。")


def _for_approvers(user: Any, page: PracticePage) -> str:
    return "" if page.city_id in viewer_of(user).approving_city_ids else _("只有本市审核人员可以办理。")


def _locked(user: Any, page: PracticePage) -> str:
    is_locked = page.locked and page.locked_by_id != user.pk
    return _("已被锁定，请先让锁定的人解锁。") if is_locked else ""


def why_not_submit(user: Any, page: PracticePage) -> str:
    return _for_writers(user, page) or _locked(user, page) or _nothing_to_submit(page) or _not_ready(user, page)


def _nothing_to_submit(page: PracticePage) -> str:
    if page.state == State.IN_REVIEW:
        return _("已经在等待审核。")
    if page.state == State.SCHEDULED:
        return _("已通过审核，到设定的时间自动发布。")
    if page.live and not page.has_unpublished_changes:
        return _("没有未发布的修改。")
    return ""


#: Without them the editing form does not let a case go either.
NEEDED = {
    "title": gettext_lazy("案例名称"),
    "summary": gettext_lazy("一句话摘要"),
    "themes": gettext_lazy("业务领域"),
}


def _not_ready(user: Any, page: PracticePage) -> str:
    """Of what would be submitted, the last revision."""
    content = page.latest_revision.content if page.latest_revision else {}
    missing = [str(label) for name, label in NEEDED.items() if not content.get(name)]
    if missing:
        return _("还没有填写：%(fields)s。") % {"fields": "、".join(missing)}
    if not content.get("confirmed_not_secret"):
        return _("还没有确认不涉密，请在编辑页打勾。")
    report = report_of_draft(page, user)
    return why_stopped(report) or why_not_checked(report)


def findings_to_submit(user: Any, page: PracticePage) -> list[Line]:
    """What stands in the way or waits for a tick; nothing of a case that is not to be submitted anyway."""
    if _for_writers(user, page) or _locked(user, page) or _nothing_to_submit(page):
        return []
    return report_of_draft(page, user).open_lines


def why_not_decide(user: Any, page: PracticePage) -> str:
    """To approve and to send back."""
    waits = page.state == State.IN_REVIEW
    return _for_approvers(user, page) or ("" if waits else _("没有在等待审核。"))


def why_not_approve(user: Any, page: PracticePage) -> str:
    """What only asks to be looked at is the approver's to judge; what must be changed stops here too."""
    return why_not_decide(user, page) or why_stopped(report_of_draft(page))


def findings_to_approve(user: Any, page: PracticePage) -> list[Line]:
    """As findings_to_submit, for who approves: also what keeps no case back."""
    return [] if why_not_decide(user, page) else report_of_draft(page, user).open_lines


def why_not_narrow(user: Any, page: PracticePage) -> str:
    if refusal := _for_approvers(user, page) or _not_live(page):
        return refusal
    is_narrowest = page.visibility == Visibility.CITY
    return _("公开范围已是本市，不能再缩小。") if is_narrowest else ""


def why_not_unpublish(user: Any, page: PracticePage) -> str:
    refusal = "" if viewer_of(user).is_administrator else _for_approvers(user, page)
    return refusal or _not_live(page) or _locked(user, page)


def why_not_verify(user: Any, page: PracticePage) -> str:
    if refusal := _for_writers(user, page) or _not_live(page):
        return refusal
    return _("今天已经登记过复核。") if page.verified_on == timezone.localdate() else ""


def why_not_hand_over(user: Any, page: PracticePage) -> str:
    """An author parts with own cases, an approver moves any of the city's."""
    viewer = viewer_of(user)
    if page.city_id in viewer.approving_city_ids:
        return ""
    is_own = page.city_id in viewer.writing_city_ids and page.owner_id == user.pk
    return "" if is_own else _("只有作者本人或本市审核人员可以转交。")


def _not_live(page: PracticePage) -> str:
    return "" if page.live else _("还没有发布。")
