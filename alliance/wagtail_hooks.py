"""The office chooses the cases of the home page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance.forms import FeaturedSlotForm
from alliance.models import FeaturedSlot


class FeaturedSlotViewSet(SnippetViewSet):  # type: ignore[misc]
    model = FeaturedSlot
    icon = "pick"
    menu_label = _("首页推荐")
    add_to_admin_menu = True
    list_display = ["practice", "starts_at", "ends_at", "sort_order"]
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
