"""The list of pinned pages 置顶结果 in the editing pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from search.models import Pin
from search.permissions import SearchPolicy
from search.pin_forms import PinForm, pinnable_pages
from search.viewsets import DeskViewSet

register_permission_policy(Pin, SearchPolicy(Pin))


class PageColumn(Column):  # type: ignore[misc]
    """The page by its title, where the reader may know it."""

    cell_template_name = "search/desk/page_cell.html"


class PinIndexView(generic.IndexView):  # type: ignore[misc]
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("page")

    @cached_property
    def readable(self) -> set[int]:
        return set(
            pinnable_pages(self.request.user).filter(pk__in=Pin.objects.values("page")).values_list("pk", flat=True)
        )

    def get_table(self, object_list: Any) -> Any:
        for pin in object_list:
            pin.is_readable = pin.page_id in self.readable
            pin.state, pin.is_wrong = state_of(pin)
        return super().get_table(object_list)


def state_of(pin: Any) -> tuple[str, bool]:
    """In words, and whether the curator has to do something."""
    today = timezone.localdate()
    if pin.page_id is None:
        return _("页面已删除，不再出现"), True
    if not pin.page.live:
        return _("页面已撤下，不再出现"), True
    if not pin.is_readable:
        return _("页面缩小了公开范围，只有能看它的人看到"), True
    if pin.ends_on and pin.ends_on < today:
        return _("已到期"), False
    return (_("还没到开始日期"), False) if pin.starts_on > today else (_("在用"), False)


class PinCreateView(generic.CreateView):  # type: ignore[misc]
    def get_initial(self) -> dict[str, Any]:
        """From the list of questions one comes with the question."""
        return {**super().get_initial(), "queries": self.request.GET.get("queries", "")[:200]}


class PinDeleteView(generic.DeleteView):  # type: ignore[misc]
    @property
    def confirmation_message(self) -> str:
        return _("删除后，这个页面不再排在最前，仍然照常能搜到。")


class PinViewSet(DeskViewSet):
    model = Pin
    name = "search_pins"
    url_prefix = "search-desk/pins"
    icon = "pick"
    menu_label = gettext_lazy("置顶结果")
    index_view_class = PinIndexView
    add_view_class = PinCreateView
    delete_view_class = PinDeleteView
    search_fields = ["queries", "note"]
    list_filter = ["match"]
    list_display = [
        "__str__",
        PageColumn("state", label=gettext_lazy("状态")),
        PageColumn("page", label=gettext_lazy("页面")),
        Column("match", label=gettext_lazy("什么时候出现"), accessor="get_match_display"),
        Column(
            "starts_on",
            label=gettext_lazy("开始"),
            classname="desk-date",
            accessor=lambda pin: pin.starts_on.isoformat(),
        ),
        Column(
            "ends_on",
            label=gettext_lazy("结束"),
            classname="desk-date",
            accessor=lambda pin: pin.ends_on.isoformat() if pin.ends_on else "—",
        ),
        Column("sort_order", label=gettext_lazy("排序"), sort_key="sort_order"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("queries"),
            FieldPanel("match", help_text=gettext_lazy("选“搜的话里有这些词”时，一行里的几个词都要有，同义词也算。")),
            FieldPanel("page"),
            FieldRowPanel(
                [
                    FieldPanel("starts_on"),
                    FieldPanel("ends_on", help_text=gettext_lazy("到这一天为止。不填就一直有效。")),
                    FieldPanel("sort_order", help_text=gettext_lazy("同一个词置顶几个页面时，数字小的在前。")),
                ]
            ),
            FieldPanel("note", help_text=gettext_lazy("为什么推荐它，给以后维护的人看，读者看不到。")),
        ],
        base_form_class=PinForm,
    )

    added = gettext_lazy("“%(object)s”已置顶，从下一次搜索起生效。")
    saved = gettext_lazy("“%(object)s”已保存，从下一次搜索起生效。")
