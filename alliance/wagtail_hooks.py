"""The office chooses the cases of the home page; the editing pages in the platform's look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import choosers
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance import panels as home_panels
from alliance.forms import FeaturedSlotForm, ThemePinForm
from alliance.manual import help_address
from alliance.models import FeaturedSlot, HomeLayout, ThemeFront
from practices.models import PracticePage


class OfficeViewSet(SnippetViewSet):  # type: ignore[misc]
    """What the office keeps, each with its own place in the menu."""

    add_to_admin_menu = True

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Wagtail's own are put into words once, in the language that is active when addresses are first loaded."""
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("首页")}]


class FeaturedSlotViewSet(OfficeViewSet):
    model = FeaturedSlot
    icon = "pick"
    menu_label = _("首页推荐")
    list_display = ["practice", "starts_at", "ends_at", "sort_order"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """A case narrowed after it was chosen is not named to who may no longer read it."""
        return FeaturedSlot.objects.filter(practice__in=PracticePage.objects.visible_to(request.user))

    edit_handler = ObjectList(
        [
            FieldPanel("practice"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel("note"),
            FieldPanel("sort_order"),
        ],
        base_form_class=FeaturedSlotForm,
    )


class HomeLayoutPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """There is one layout: nobody adds a second or deletes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


register_permission_policy(HomeLayout, HomeLayoutPolicy(HomeLayout))


class HomeLayoutViewSet(OfficeViewSet):
    model = HomeLayout
    icon = "home"
    menu_label = _("首页编排")
    edit_handler = ObjectList(
        [
            FieldPanel("headline"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("example_1"), FieldPanel("example_2"), FieldPanel("example_3")])],
                heading=_("搜索示例"),
                help_text=_("读者点一下就能搜的词，最好是真实的难题。三个都不填时，显示渣土车、餐饮油烟、共享单车。"),
            ),
            FieldPanel("blocks"),
        ]
    )

    @property
    def menu_url(self) -> str:
        """Straight to the one there is."""
        return reverse(self.get_url_name("edit"), args=[HomeLayout.ONLY])


class PinsPanel(InlinePanel):  # type: ignore[misc]
    """Wagtail's rows have forms of its own, which check nothing but that there is such a page."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = ThemePinForm
        return options


class ThemeFrontViewSet(OfficeViewSet):
    model = ThemeFront
    icon = "tag"
    menu_label = _("业务领域专页")
    list_display = ["theme"]
    edit_handler = ObjectList(
        [
            FieldPanel("theme"),
            FieldPanel("introduction"),
            PinsPanel(
                "pins", heading=_("置顶案例"), label=_("案例"), help_text=_("排在专页最前，最多 6 个。"), max_num=6
            ),
        ]
    )


register_snippet(FeaturedSlotViewSet)
register_snippet(HomeLayoutViewSet)
register_snippet(ThemeFrontViewSet)


@hooks.register("insert_global_admin_css")
def platform_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def no_links_to_the_outside(request: HttpRequest, items: list[MenuItem]) -> None:
    """Offices on closed networks cannot open the framework's own site, and it speaks English."""
    items[:] = [item for item in items if not str(getattr(item, "url", "")).startswith("http")]


class ManualMenuItem(MenuItem):  # type: ignore[misc]
    """Leads to the page of the manual that helps where the person is."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        return LinkMenuItem(self.name, str(self.label), help_address(request), icon_name=self.icon_name)


@hooks.register("register_help_menu_item")
def manual_in_help() -> MenuItem:
    return ManualMenuItem(_("使用手册"), "", name="manual", icon_name="help", order=100)


@hooks.register("construct_main_menu")
def no_version_for_clerks(request: HttpRequest, items: list[MenuItem]) -> None:
    """Below the settings Wagtail writes its own name and version, in English; the office uses that menu too."""
    items[:] = [_without_footer(item) if item.name == "settings" else item for item in items]


def _without_footer(item: SubmenuMenuItem) -> SubmenuMenuItem:
    return SubmenuMenuItem(item.label, item.menu, name=item.name, icon_name=item.icon_name, order=item.order)


@hooks.register("construct_homepage_panels")
def first_steps_first(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(home_panels.FirstSteps())


#: Wagtail leaves these labels to Django, which makes English words of the names of the fields.
LINK_FIELDS = {
    "link_text": _("链接文字"),
    "url": _("网址"),
    "email_address": _("邮箱"),
    "subject": _("邮件主题"),
    "body": _("邮件内容"),
    "phone_number": _("电话号码"),
}


def label_link_forms() -> None:
    for form in (choosers.ExternalLinkChooserForm, choosers.EmailLinkChooserForm, choosers.PhoneLinkChooserForm):
        for name, field in form.base_fields.items():
            field.label = LINK_FIELDS[name]
    anchor = choosers.AnchorLinkChooserForm.base_fields
    anchor["link_text"].label, anchor["url"].label = LINK_FIELDS["link_text"], _("页内位置名称")


label_link_forms()
