"""One old version is closed: what it said about somebody, a newer one has mended. Its row stays as it is (decision 47)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.selectors import approvers_of
from cities.viewers import viewer_of
from notifications.events import Event
from notifications.services import in_site_language, notify
from practices.models import PracticePage, PracticeVersion, VersionClosure
from practices.reminders import keepers_of
from practices.versions.permissions import readable_versions

if TYPE_CHECKING:
    from accounts.models import User


def may_close(user: Any, practice: PracticePage) -> bool:
    """Of a case this person may read: who approves for its city, and the office."""
    viewer = viewer_of(user)
    return practice.city_id in viewer.approving_city_ids or viewer.in_office or viewer.is_administrator


def closure_of(user: Any, practice: PracticePage, numbers: list[int]) -> VersionClosure | None:
    """The first that is closed, of versions this reader might read otherwise."""
    versions = readable_versions(user, practice).filter(number__in=numbers)
    return VersionClosure.objects.filter(version__in=versions).select_related("version").first()


def why_not_close(version: PracticeVersion) -> str:
    """In words, empty where it may be closed."""
    if VersionClosure.objects.filter(version=version).exists():
        return _("这一版已经关闭。")
    newest = PracticeVersion.objects.filter(practice=version.practice_id).aggregate(newest=Max("number"))["newest"]
    if version.number == newest:
        return _("最新的一版不能关闭：请先发布改正后的新版本，或者撤下案例。")
    return ""


@transaction.atomic
def version_close(*, version: PracticeVersion, by: User, reason: str) -> VersionClosure:
    """Raises ValidationError in words, PermissionDenied for who may not."""
    practice = PracticePage.objects.select_for_update().order_by().get(pk=version.practice_id)
    if not may_close(by, practice) or not readable_versions(by, practice).filter(pk=version.pk).exists():
        raise PermissionDenied
    if refusal := why_not_close(version):
        raise ValidationError(refusal)
    if not reason.strip():
        raise ValidationError(_("请写明原因。"))
    row = VersionClosure.objects.create(version=version, reason=reason.strip(), closed_by=by)
    data = {"version": version.number, "reason": row.reason}
    log(instance=practice, action="practices.version.close", user=by, data=data)
    _tell(practice, row)
    return row


@in_site_language
def _tell(practice: PracticePage, row: VersionClosure) -> None:
    """Who answers for the case, and who approves in its city: the office may have closed it."""
    keepers = keepers_of(practice)
    said: dict[str, Any] = {
        "event": Event.VERSION_CLOSED,
        "target": practice,
        "city": practice.city,
        "subject": _("%(title)s 的第 %(number)s 版已关闭") % {"title": practice.title, "number": row.version.number},
        "body": row.reason,
        "url": reverse("practice_versions", args=[practice.short_id]),
        "dedupe_key": f"version-closed-{row.version_id}",
        "by": row.closed_by,
    }
    notify(recipients=keepers, reason=_("您是这个案例的作者或联系人"), **said)
    notify(recipients=approvers_of(practice.city), reason=_("您审核本市案例"), **said)
