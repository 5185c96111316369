"""What an editor may look at before publishing: the page on a phone, on a desk, and on paper."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models.preview import PreviewableMixin

PRINT = "print"


class PrintPreviewMixin:
    """Adds the A4 sheet to what Wagtail offers. base.html applies the rules for paper to the screen in this mode."""

    preview_modes = [("", _("网页")), (PRINT, _("打印效果"))]
    preview_sizes = [
        *PreviewableMixin.DEFAULT_PREVIEW_SIZES,
        {"name": "sheet", "icon": "doc-full", "device_width": 794, "label": _("A4 纸的宽度")},
    ]
