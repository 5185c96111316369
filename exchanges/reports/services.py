"""Reporting and settling."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cities.models import City, Membership, Role
from cities.selectors import approvers_of
from cities.viewers import Viewer, viewer_of
from exchanges.limits import limit, must_not_flood
from exchanges.models import Report
from exchanges.reports.kinds import kind_of
from notifications.events import Event
from notifications.permissions import may_read, readable_ids, register_read_rule
from notifications.services import in_site_language, notify, settle

limit("report", Report, an_hour=10, a_day=30, by="reporter")


# --- who ----------------------------------------------------------------------------------------------------------
def may_report(user: Any, target: Any) -> bool:
    """Members, what they read and did not write."""
    viewer = viewer_of(user)
    return viewer.in_alliance and target.author_id != viewer.user_id and may_read(user, target)


def reports_for(user: Any) -> QuerySet[Report]:
    """To settle: of one's own cities for approvers, all for the office and administrators."""
    viewer = viewer_of(user)
    rows = Report.objects.all() if _is_office(viewer) else Report.objects.filter(_of_cities(viewer))
    return rows.select_related("reporter", "city", "host", "settled_by", "content_type")


def _is_office(viewer: Viewer) -> bool:
    return viewer.in_office or viewer.is_administrator


def _of_cities(viewer: Viewer) -> Q:
    return Q(city__in=viewer.approving_city_ids) | Q(host__in=viewer.approving_city_ids)


def sees_reports(user: Any) -> bool:
    viewer = viewer_of(user)
    return _is_office(viewer) or bool(viewer.approving_city_ids)


def may_settle(user: Any, report: Report) -> bool:
    """Nobody settles what is said about the own words, nor about what may not be read."""
    target = report.target
    is_own = target is None or target.author_id == viewer_of(user).user_id
    return not is_own and reports_for(user).filter(pk=report.pk).exists() and may_read(user, target)


@register_read_rule(Report)
def is_told_of(user: Any, report: Report) -> bool:
    """Who reported hears what came of it, though the thing may be out of sight by then."""
    is_own = report.reporter_id == user.pk and viewer_of(user).in_alliance
    return is_own or reports_for(user).filter(pk=report.pk).exists()


# --- what is done -------------------------------------------------------------------------------------------------
@transaction.atomic
def report_make(*, target: Any, by: User, reason: str) -> Report:
    """A second report of the same thing by the same person, while the first waits, is the first. Raises PermissionDenied,
    ValidationError in words."""
    if not may_report(by, target):
        raise PermissionDenied
    words = " ".join(reason.split())
    if not words:
        raise ValidationError({"reason": _("请写明哪里不妥。")})
    content_type = ContentType.objects.get_for_model(target)
    User.objects.select_for_update().get(pk=by.pk)
    known = Report.objects.filter(content_type=content_type, object_id=target.pk, reporter=by, settled_at=None).first()
    if known is not None:
        return known
    must_not_flood(by, "report")
    kind = kind_of(target)
    report = Report(
        content_type=content_type,
        object_id=target.pk,
        city=target.city,
        host_id=kind.host_id(target),
        reporter=by,
        reason=words,
    )
    report.full_clean()
    report.save()
    log(instance=target, action="exchanges.report.make", user=by, title=kind.title(target), data={"report": report.pk})
    _tell_who_settles(report)
    return report


@transaction.atomic
def report_settle(*, report: Report, by: User, settlement: str) -> None:
    """All that waits about the same thing, at once: each who reported it is told. Raises PermissionDenied,
    ValidationError in words."""
    fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not may_settle(by, fresh):
        raise PermissionDenied
    if fresh.settled_at:
        raise ValidationError(_("这条举报已经办过，请刷新页面。"))
    words = " ".join(settlement.split())
    if not words:
        raise ValidationError({"settlement": _("请写明怎样处理的，举报人会收到。")})
    together = Report.objects.filter(content_type=fresh.content_type, object_id=fresh.object_id, settled_at=None)
    for row in together.select_related("reporter"):
        row.settled_at, row.settled_by, row.settlement = timezone.now(), by, words
        row.full_clean()
        row.save(update_fields=["settled_at", "settled_by", "settlement"])
        settle(target=row, events=[Event.REPORT_MADE])
        _tell_reporter(row)
    kind = kind_of(fresh.target)
    data = {"report": fresh.pk, "settlement": words}
    log(instance=fresh.target, action="exchanges.report.settle", user=by, title=kind.title(fresh.target), data=data)


# --- who is told --------------------------------------------------------------------------------------------------
def _who_settles(report: Report) -> list[User]:
    """Approvers of both cities; the office where they wrote it themselves or where there are none."""
    cities: set[City] = {city for city in (report.city, report.host) if city}
    people = [person for city in cities for person in approvers_of(city) if may_settle(person, report)]
    if people:
        return people
    office = Membership.objects.active().filter(role=Role.CURATOR).select_related("user")
    return [row.user for row in office if may_settle(row.user, report)]


@in_site_language
def _tell_who_settles(report: Report) -> None:
    kind = kind_of(report.target)
    notify(
        recipients=_who_settles(report),
        by=report.reporter,
        event=Event.REPORT_MADE,
        target=report,
        city=report.city,
        subject=_("“%(title)s”里有内容被举报") % {"title": kind.title(report.target)},
        body=report.reason,
        reason=_("您负责处理这里的举报"),
        url=reverse("report", args=[report.pk]),
        dedupe_key=f"report-{report.pk}",
    )


@in_site_language
def _tell_reporter(report: Report) -> None:
    notify(
        recipients=[report.reporter],
        by=report.settled_by,
        event=Event.REPORT_SETTLED,
        target=report,
        subject=_("您举报的内容已处理"),
        body=report.settlement,
        reason=_("您举报过这项内容"),
        url=reverse("notifications"),
        dedupe_key=f"report-{report.pk}-settled",
    )


def readable_among(user: Any, reports: list[Report]) -> list[Report]:
    """Those whose targets the person may read, asked once a kind."""
    by_model: dict[type[models.Model], list[int]] = {}
    for report in reports:
        model = report.content_type.model_class()
        if model is not None:
            by_model.setdefault(model, []).append(report.object_id)
    readable = {model: readable_ids(user, model, ids) for model, ids in by_model.items()}
    return [report for report in reports if report.object_id in readable[report.content_type.model_class()]]
