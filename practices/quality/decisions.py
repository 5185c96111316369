"""Who answered for a finding, and what still stands in a case's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.viewers import viewer_of
from practices.models import FindingDecision, PracticePage
from practices.quality import posted, saved
from practices.quality.checks import check_kept, check_posted
from practices.quality.findings import Finding, Level, in_order
from practices.quality.report import RELEASABLE, Report, report_of
from practices.quality.saved import kept_of
from practices.quality.similarity import likenesses

if TYPE_CHECKING:
    from django.http import QueryDict
    from wagtail.models import Page

    from accounts.models import User

#: Places named in a refusal; the editor shows all.
NAMED = 3
REASON_LENGTH = 300
#: Names of the editor's form.
TICKED, REASON = "quality_checked", "quality_reason"


def decisions_of(practice: PracticePage | None) -> dict[str, FindingDecision]:
    """By the key of the finding."""
    if practice is None or not practice.pk:
        return {}
    return {row.finding_key: row for row in practice.finding_decisions.all()}


def report_of_form(data: QueryDict, practice: PracticePage | None, user: Any = None) -> Report:
    """With the cases like it, as far as `user` may know of them."""
    found = check_posted(data) + _like(posted.content_of(data), practice, user)
    rows = {name: [row["at"] for row in rows] for name, rows in posted.all_rows(data).items()}
    return report_of(in_order(found), decisions_of(practice), rows)


def report_of_draft(practice: PracticePage, user: Any = None) -> Report:
    """Of the last revision: what would be submitted, or is to be approved."""
    return _report(practice, kept_of(practice), user)


def report_of_live(practice: PracticePage, user: Any = None) -> Report:
    return _report(practice, practice.serializable_data(), user)


def _report(practice: PracticePage, kept: dict[str, Any], user: Any) -> Report:
    found = check_kept(kept) + _like(saved.content_of(kept), practice, user)
    return report_of(in_order(found), decisions_of(practice))


def _like(content: dict[str, Any], practice: PracticePage | None, user: Any) -> list[Finding]:
    if user is None:
        return []
    is_saved = practice is not None and practice.pk
    return likenesses(content, page=practice if is_saved else None, user=user)


def why_not_publish(practice: PracticePage, kept: dict[str, Any]) -> str:
    """`kept` is the content of the revision that would be published."""
    if not kept.get("confirmed_not_secret"):
        return _("未确认不涉密的案例不能发布。")
    return why_stopped(report_of(check_kept(kept), decisions_of(practice)))


# --- what stands in the way ---------------------------------------------------------------------------------------
def why_stopped(report: Report) -> str:
    """In words for the person; empty where nothing stops the case."""
    if not report.stops:
        return ""
    words = _("有 %(count)d 处必须修改（%(places)s）：%(message)s")
    first = report.stops[0]
    return words % {"count": len(report.stops), "places": _places(report.stops), "message": first.message}


def why_not_checked(report: Report) -> str:
    if not report.warnings:
        return ""
    words = _("有 %(count)d 处提示还没有核对（%(places)s）。请到编辑页修改，或者在“检查”里打勾并写明理由。")
    return words % {"count": len(report.warnings), "places": _places(report.warnings)}


def _places(findings: Iterable[Finding]) -> str:
    places = list(dict.fromkeys(finding.where.label() for finding in findings))
    return "、".join(places[:NAMED]) + ("…" if len(places) > NAMED else "")


def why_none_is_published(pages: Iterable[Page], *, with_those_below: bool) -> list[str]:
    """For each case among these pages (and, if asked for, the drafts below them) that cannot be published as it is:
    its title and why."""
    wanted = Q(pk__in=[page.pk for page in pages])
    if with_those_below:
        wanted |= reduce(or_, (Q(path__startswith=page.path, live=False) for page in pages), Q(pk__in=[]))
    cases = PracticePage.objects.filter(wanted).for_moves().order_by("path")
    said = ((case.draft_title, why_not_publish(case, kept_of(case))) for case in cases)
    return [_("《%(title)s》没有发布：%(reason)s") % {"title": title, "reason": why} for title, why in said if why]


# --- decisions ----------------------------------------------------------------------------------------------------
@transaction.atomic
def findings_tick(*, practice: PracticePage, findings: Iterable[Finding], by: User, reason: str) -> int:
    """Somebody who writes the case says that these warnings were looked at. How many were new."""
    reason = _said(reason)
    known = decisions_of(practice)
    fresh = {found.key: found for found in findings if found.level == Level.WARN and found.key not in known}
    kind = FindingDecision.Kind.TICK
    FindingDecision.objects.bulk_create(
        FindingDecision(practice=practice, finding_key=key, code=found.code, kind=kind, reason=reason, decided_by=by)
        for key, found in fresh.items()
    )
    if fresh:
        log(
            instance=practice,
            action="practices.findings_tick",
            user=by,
            data={"codes": sorted({found.code for found in fresh.values()}), "count": len(fresh), "reason": reason},
        )
    return len(fresh)


@transaction.atomic
def secrecy_release(*, practice: PracticePage, finding: Finding, by: User, reason: str) -> FindingDecision:
    """What looks like a marking is none, says somebody who answers for it."""
    if not may_release(by, practice):
        raise PermissionDenied
    if finding.family != RELEASABLE or finding.level != Level.STOP:
        raise ValidationError(_("这一处不能放行，请修改内容。"))
    reason = _said(reason)
    row, is_new = FindingDecision.objects.get_or_create(
        practice=practice,
        finding_key=finding.key,
        defaults={
            "code": finding.code,
            "kind": FindingDecision.Kind.RELEASE,
            "reason": reason,
            "decided_by": by,
        },
    )
    if is_new:
        data = {"code": finding.code, "where": finding.where.field, "reason": reason}
        log(instance=practice, action="practices.secrecy_release", user=by, data=data)
    return row


def _said(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("请写明理由。"))
    return reason[:REASON_LENGTH]


def may_release(user: Any, practice: PracticePage) -> bool:
    """The city's approvers, and the office where it may read the case."""
    viewer = viewer_of(user)
    if practice.city_id in viewer.approving_city_ids or viewer.is_administrator:
        return True
    return viewer.in_office and PracticePage.objects.visible_to(user).filter(pk=practice.pk).exists()


def ticked_in(data: Mapping[str, Any]) -> bool:
    return TICKED in data


def reason_in(data: Mapping[str, Any]) -> str:
    return str(data.get(REASON, "")).strip()
