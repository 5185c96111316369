"""Audit actions, and the doors of the admin through which one city would see another's drafts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import policy_registry

from practices.links import CaseLinkHandler
from practices.models import PracticePage

LOG_ACTIONS = (
    ("practices.take_down", _("下架"), _("省级办公室下架案例")),
    ("practices.narrow", _("缩小公开范围"), _("缩小公开范围，立即生效")),
    ("practices.hold_lift", _("解除限制"), _("解除可见性限制")),
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)


@hooks.register("construct_page_chooser_queryset")
def own_or_readable(pages: Any, request: HttpRequest) -> Any:
    """The chooser lists every city's pages, drafts included; leave own ones and those the person may read anyway."""
    if request.user.is_superuser:
        return pages
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    readable = PracticePage.objects.visible_to(request.user)
    return pages.filter(
        Q(pk__in=own.values("pk"))
        | Q(pk__in=readable.values("pk"))
        | Q(live=True) & ~Q(pk__in=PracticePage.objects.values("pk"))
    )


@hooks.register("register_rich_text_features", order=10)
def link_cases_by_short_address(features: Any) -> None:
    """After Wagtail's own, which it replaces."""
    features.register_link_type(CaseLinkHandler)
