"""The office chooses the cases of the home page; the editing pages in the platform's look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance.forms import FeaturedSlotForm
from alliance.models import FeaturedSlot
from practices.models import PracticePage


class FeaturedSlotViewSet(SnippetViewSet):  # type: ignore[misc]
    model = FeaturedSlot
    icon = "pick"
    menu_label = _("首页推荐")
    add_to_admin_menu = True
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


register_snippet(FeaturedSlotViewSet)


@hooks.register("insert_global_admin_css")
def platform_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def no_links_to_the_outside(request: HttpRequest, items: list[MenuItem]) -> None:
    """Offices on closed networks cannot open the framework's own site, and it speaks English."""
    items[:] = [item for item in items if not str(getattr(item, "url", "")).startswith("http")]
