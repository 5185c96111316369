"""Wagtail's own ways to take a case off the site lead to the one that asks for the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from cities.viewers import viewer_of
from practices.models import PracticePage

UNPUBLISH, DELETE = "wagtailadmin_pages:unpublish", "wagtailadmin_pages:delete"


def answer_instead(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Before Wagtail's view of that name; for cases this person works on."""
    if name not in (UNPUBLISH, DELETE):
        return None
    practice = PracticePage.objects.filter(pk=kwargs["page_id"]).first()
    if practice is None:
        return None
    if name == UNPUBLISH:
        return redirect("practice_withdraw", practice.short_id) if may_withdraw(request.user, practice) else None
    if is_kept(practice) and not viewer_of(request.user).is_administrator:
        messages.warning(request, _("发布过的案例不能删除，只能由审核人员撤下：引用过它的人还要查得到。"))
        return redirect("wagtailadmin_pages:edit", practice.pk)
    return None


def may_withdraw(user: Any, practice: PracticePage) -> bool:
    viewer = viewer_of(user)
    return bool(practice.live and (practice.city_id in viewer.approving_city_ids or viewer.is_administrator))


def is_kept(practice: PracticePage) -> bool:
    """Published once: others may have cited it."""
    return bool(practice.first_published_at) or practice.versions.exists()


def before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page above cases: they do not go with it."""
    if request.POST.get("include_descendants") and PracticePage.objects.descendant_of(page).live().exists():
        messages.error(request, _("下面还有已发布的案例。案例请逐个撤下，写明原因。"))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def before_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any]) -> HttpResponse | None:
    """Several at once are withdrawn on the list of own cases, with one reason for all."""
    if action_type != "unpublish":
        return None
    pages = [item for item in objects if isinstance(item, Page)]
    cases = PracticePage.objects.live()
    below = bool(request.POST.get("include_descendants"))
    if any(cases.filter(pk=page.pk).exists() or (below and cases.descendant_of(page).exists()) for page in pages):
        messages.warning(request, _("撤下案例要写明原因：请在这里勾选案例，再选“撤下”。"))
        return redirect("own_cases")
    return None
