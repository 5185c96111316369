"""The editing pages hold another city's unpublished pages and files for nobody: one check before any of Wagtail's views.

Most of those views check rights themselves. Some say the title first and check afterwards (move, bulk actions, the
preview of a review step), and the choosers do not check at all.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecodeError
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from files.links import is_number
from practices.permissions import choosable_pages, explorable_pages
from practices.quality.findings import NotReady
from practices.versions.doors import answer_instead

#: Arguments of addresses that are ids of pages.
PAGE_ARGUMENTS = ("page_id", "page_to_move_id", "parent_page_id", "destination_id", "page_pk", "pk")
PAGES = "wagtailadmin_pages:"
CHOOSER_CHILD, CHOSEN = "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_chosen_multiple"
BULK = "wagtail_bulk_action"
#: Counts and last titles of every city at once; and interfaces that list every city's files and that no page uses.
ADMINISTRATORS_ONLY = (
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_api:images:",
    "wagtailadmin_api:documents:",
)
#: An error on purpose, and a chooser that no form uses.
NOBODYS = ("wagtailadmin_error_test", "wagtailsnippetchoosers_alliance_")
EXTERNAL_LINK, EXTERNAL_URL = "wagtailadmin_choose_page_external_link", "external-link-chooser-url"


class EditingPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(NOBODYS):
            raise Http404
        if not request.user.is_authenticated:
            return None
        if name == EXTERNAL_LINK and request.method in ("POST", "PUT") and EXTERNAL_URL not in request.POST:
            return HttpResponseBadRequest()
        if not request.user.is_superuser:
            _only_own(request, name, kwargs)
        return answer_instead(request, name, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A form with a field missing, and what is still in use: not errors of the platform."""
        if not request.path.startswith("/cms/"):
            return None
        if isinstance(error, MultiValueDictKeyError | JSONDecodeError):
            # The editor sends long texts as JSON; anything else was not typed in it.
            return HttpResponseBadRequest()
        if isinstance(error, NotReady):
            return _told(request, error)
        if isinstance(error, ProtectedError):
            messages.error(request, _("还有内容在使用它，不能删除。账号请改为结束成员资格或停用。"))
            return redirect("wagtailadmin_home")
        return None


def _told(request: HttpRequest, error: NotReady) -> HttpResponse:
    """Why a case was not published, where it can be mended. The dialogue of the approval goes where it is told to."""
    messages.error(request, " ".join(error.messages))
    page = request.resolver_match.kwargs.get("page_id") if request.resolver_match else None
    address = reverse("wagtailadmin_pages:edit", args=[page]) if page else reverse("wagtailadmin_home")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def _only_own(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> None:
    if name.startswith(ADMINISTRATORS_ONLY):
        raise Http404
    if name.startswith(PAGES):
        ids = {int(kwargs[argument]) for argument in PAGE_ARGUMENTS if argument in kwargs}
        _all_in(explorable_pages(request.user), ids)
    elif name in (CHOOSER_CHILD, CHOSEN):
        ids = {kwargs["parent_page_id"]} if name == CHOOSER_CHILD else _ids(request)
        _all_in(choosable_pages(Page.objects.all(), request.user), ids)
    elif name == BULK:
        _all_in(_of_bulk_action(request.user, kwargs["app_label"], kwargs["model_name"]), _ids(request))


def _ids(request: HttpRequest) -> set[int]:
    """Of choosers and bulk actions; anything that is no number is no object."""
    given = request.GET.getlist("id")
    if "all" in given:
        return set()
    if not all(is_number(value) for value in given):
        raise Http404
    return {int(value) for value in given}


def _of_bulk_action(user: Any, app_label: str, model_name: str) -> Any:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if model is Page:
        return explorable_pages(user)
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change", "delete"])


def _all_in(allowed: Any, ids: set[int]) -> None:
    if ids and allowed.filter(pk__in=ids).count() != len(ids):
        raise Http404
