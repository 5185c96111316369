"""The search desk in the editing pages: for the provincial office and administrators; what the machine itself says and
the rebuild are for administrators."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from search import desk
from search.permissions import may_look_after_search, may_repair_search
from search.pin_views import PinViewSet
from search.port import IndexDamaged, SearchUnavailable
from search.upkeep import check, outbox_retry, rebuild_ask

INDEX = "search_desk:index"
#: More rows than one screen holds cannot have been ticked.
MOST_TICKED = 1_000


class SearchDeskView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    header_icon = "search"

    def may(self, user: Any) -> bool:
        return may_look_after_search(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may(request.user):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class SearchDeskScreen(SearchDeskView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


class StateView(SearchDeskScreen):
    page_title = gettext_lazy("搜索运行状况")
    template_name = "search/desk/state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        index = desk.index()
        return {
            **super().get_context_data(**kwargs),
            "index": index,
            "engine_name": desk.engine_name(index.state) if index.state else "",
            "work": desk.work(),
            "failures": desk.failures(self.request.user),
            "repairs": may_repair_search(self.request.user),
        }


class QuestionsView(SearchDeskScreen):
    page_title = gettext_lazy("读者搜了什么")
    template_name = "search/desk/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET.get("days", "")
        days = next((number for number in desk.PERIODS if str(number) == given), desk.PERIODS[1])
        asked = desk.questions(days)
        more = {"asked": asked, "chart": desk.chart(asked.shares), "periods": desk.PERIODS, "slow": desk.SLOW}
        return {**super().get_context_data(**kwargs), **more}


class CheckView(SearchDeskView):
    """核对: by POST; `repair` queues what differs."""

    def post(self, request: HttpRequest) -> HttpResponse:
        is_repair = "repair" in request.POST
        try:
            found = check(repair=is_repair)
        except SearchUnavailable:
            messages.error(request, _("搜索引擎连不上，现在核对不了。"))
        except IndexDamaged:
            messages.error(request, _("索引正要重建，重建以后再核对。"))
        else:
            self._say(found, is_repair)
        return redirect(INDEX)

    def _say(self, found: Any, is_repair: bool) -> None:
        if found is None:
            messages.warning(self.request, _("索引正要重建，重建以后再核对。"))
        elif not found.drift:
            messages.success(self.request, _("核对完了，索引和内容一致。"))
        elif is_repair:
            messages.success(
                self.request, _("%(number)s 处不一致已排队修复，稍等一会儿再核对。") % {"number": found.drift}
            )
        else:
            messages.warning(self.request, _("核对完了，有 %(number)s 处不一致。") % {"number": found.drift})


class RetryView(SearchDeskView):
    """重试: the rows ticked, the one whose button was pressed, or all."""

    def post(self, request: HttpRequest) -> HttpResponse:
        given = request.POST.getlist("one") or request.POST.getlist("entry")
        chosen = [int(pk) for pk in given[:MOST_TICKED] if pk.isascii() and pk.isdigit() and len(pk) < 19]
        is_all = "all" in request.POST
        if not (chosen or is_all):
            messages.error(request, _("没有选中要重试的。请先打勾，或点“全部重试”。"))
            return redirect(INDEX)
        number = outbox_retry(entries=None if is_all else chosen, by=request.user)
        if number:
            said = ngettext("%(number)s 项马上重试。", "%(number)s 项马上重试。", number)
            messages.success(request, said % {"number": number})
        else:
            messages.warning(request, _("选中的已经处理好了，不用重试。"))
        return redirect(INDEX)


class RebuildView(SearchDeskScreen):
    page_title = gettext_lazy("重建搜索索引")
    template_name = "search/desk/rebuild.html"

    def may(self, user: Any) -> bool:
        return may_repair_search(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse(INDEX)}

    def post(self, request: HttpRequest) -> HttpResponse:
        rebuild_ask(by=request.user)
        messages.success(request, _("重建已排队，后台马上开始。重建期间照常能搜，刷新本页看进度。"))
        return redirect(INDEX)


class _DeskItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look_after_search(request.user)


class SearchDeskViewSet(ViewSet):  # type: ignore[misc]
    name = "search_desk"
    url_prefix = "search-desk"
    icon = "search"
    menu_label = gettext_lazy("运行状况")
    menu_item_class = _DeskItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", StateView.as_view(), name="index"),
            path("check/", CheckView.as_view(), name="check"),
            path("retry/", RetryView.as_view(), name="retry"),
            path("rebuild/", RebuildView.as_view(), name="rebuild"),
        ]


class QuestionsViewSet(ViewSet):  # type: ignore[misc]
    name = "search_questions"
    url_prefix = "search-desk/questions"
    icon = "help"
    menu_label = gettext_lazy("读者搜了什么")
    menu_item_class = _DeskItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", QuestionsView.as_view(), name="index")]


class SearchGroup(ViewSetGroup):  # type: ignore[misc]
    menu_label = gettext_lazy("搜索")
    menu_name = "search-desk"
    menu_icon = "search"
    menu_order = 251
    items = (SearchDeskViewSet, QuestionsViewSet, PinViewSet)
