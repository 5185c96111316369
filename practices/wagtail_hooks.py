"""Audit actions, and the doors of the admin through which one city would see another's drafts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from practices.adoptions.audit import LOG_ACTIONS as ADOPTION_ACTIONS
from practices.import_views import ImportViewSet
from practices.links import CaseLinkHandler
from practices.models import Policy, PracticePage
from practices.permissions import choosable_pages
from practices.quality.decisions import (
    findings_tick,
    reason_in,
    report_of_form,
    ticked_in,
    why_none_is_published,
)
from practices.reviews.audit import LOG_ACTIONS as REVIEW_ACTIONS
from practices.versions.doors import before_bulk, before_unpublishing
from practices.versions.selectors import DRAFT
from practices.viewsets import PolicyPermissionPolicy, PolicyViewSet

register_permission_policy(Policy, PolicyPermissionPolicy(Policy))
register_snippet(PolicyViewSet)


@hooks.register("register_admin_viewset")
def imports_of_cases() -> ImportViewSet:
    return ImportViewSet()


LOG_ACTIONS = (
    ("practices.take_down", _("下架"), _("省级办公室下架案例")),
    ("practices.narrow", _("缩小公开范围"), _("缩小公开范围，立即生效")),
    ("practices.hold_lift", _("解除限制"), _("解除可见性限制")),
    ("practices.unpublish", _("撤下"), _("本市撤下案例")),
    ("practices.hand_over", _("转交"), _("转交给同事负责")),
    ("practices.verify", _("复核"), _("复核：内容仍然有效")),
    ("practices.import", _("导入"), _("从文件导入草稿")),
    ("practices.import_start", _("上传导入文件"), _("上传要导入的文件")),
    ("practices.import_done", _("完成导入"), _("文件里的案例已导入")),
    ("practices.import_drop", _("放弃导入"), _("没有导入，上传的文件已删除")),
    ("practices.findings_tick", _("核对"), _("核对检查中的提示，写明理由")),
    ("practices.pair_look", _("查看相似案例"), _("查看了文字大量相同的案例")),
    ("practices.secrecy_release", _("放行"), _("放行疑似涉密的标志，写明理由")),
    ("practices.correction.ask", _("更正建议"), _("收到更正建议")),
    ("practices.version.close", _("关闭旧版"), _("关闭旧版")),
    ("practices.correction.answer", _("答复更正建议"), _("答复更正建议")),
    ("practices.conditions", _("对照条件"), _("对照案例的成功条件，写明本市是否具备")),
    *REVIEW_ACTIONS,
    *ADOPTION_ACTIONS,
)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in LOG_ACTIONS:
        actions.register_action(action, label, message)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def keep_ticks(request: HttpRequest, page: Page) -> None:
    """What the writer looked at and lets stand, with the reason."""
    if isinstance(page, PracticePage) and ticked_in(request.POST) and (reason := reason_in(request.POST)):
        report = report_of_form(request.POST, page, request.user)
        findings_tick(practice=page, findings=report.warnings, by=request.user, reason=reason)


@hooks.register("before_bulk_action")
def nothing_unready_is_published(
    request: HttpRequest, action: str, objects: list[Page], view: Any
) -> HttpResponse | None:
    """Wagtail's list of many would stop at the first with an error; this names each, and publishes none."""
    if action != "publish" or view.model is not Page:
        return None
    refused = why_none_is_published(
        objects, with_those_below=bool(view.cleaned_form.cleaned_data["include_descendants"])
    )
    for words in refused:
        messages.error(request, words)
    # Without a place to go back to, Wagtail would name this very address, which shows nothing by itself.
    back = view.next_url if view.next_url != request.path else reverse("wagtailadmin_explore_root")
    return redirect(back) if refused else None


@hooks.register("construct_page_chooser_queryset")
def own_or_readable(pages: Any, request: HttpRequest) -> Any:
    """The chooser lists every city's pages, drafts included; leave own ones and those the person may read anyway."""
    return choosable_pages(pages, request.user)


@hooks.register("before_move_page")
def within_its_city(request: HttpRequest, page: Page, destination: Page) -> None:
    """Asked before the question is shown; bulk moves ask CityBoundPage.can_move_to alone."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("before_unpublish_page")
def cases_stay_when_pages_above_go(request: HttpRequest, page: Page) -> HttpResponse | None:
    return before_unpublishing(request, page)


@hooks.register("before_bulk_action")
def many_are_withdrawn_with_a_reason(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    return before_bulk(request, action_type, objects)


@hooks.register("construct_reports_menu")
def no_report_over_all_cities(request: HttpRequest, menu_items: list[Any]) -> None:
    """It shows the last title of any city; middleware.EditingPagesMiddleware closes the address itself."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("construct_page_action_menu")
def approval_comes_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """An approver opens a case to approve it: that is the button in sight, the rest is behind the arrow."""
    menu_items.sort(key=lambda item: item.name != "approve" or getattr(item, "launch_modal", False))


@hooks.register("register_page_header_buttons")
def beside_what_is_published(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """What readers have beside what is being written: an approver reads the difference, not the whole again."""
    if isinstance(page, PracticePage) and page.versions.exists():
        url = reverse("practice_compare", args=[page.short_id]) + f"?to={DRAFT}"
        yield Button(_("与已发布的版本对照"), url=url, icon_name="resubmit", priority=12)


@hooks.register("register_rich_text_features", order=10)
def link_cases_by_short_address(features: Any) -> None:
    """After Wagtail's own, which it replaces."""
    features.register_link_type(CaseLinkHandler)


@hooks.register("insert_editor_js")
def scripts_of_the_editor() -> SafeString:
    """Not as the form's media, whose address would be asked for before static files are collected."""
    names = ("django_htmx/htmx-2.min.js", "js/case_editor.js", "js/case_quality.js", "js/paste_lists.js")
    scripts = ((static(name),) for name in names)
    return format_html_join("", '<script src="{}" defer></script>', scripts)
