from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.viewers import viewer_of
from exchanges.reports.kinds import kind_of

register = template.Library()


@register.simple_tag(takes_context=True)
def report_link(context: template.Context, target: Any) -> SafeString:
    """For members, beside what others wrote; the page has judged `target` readable."""
    viewer = viewer_of(context["request"].user)
    if not viewer.in_alliance or target.author_id == viewer.user_id:
        return SafeString("")
    address = reverse("report_new", args=[kind_of(target).code, target.pk])
    return format_html('<a href="{}">{}</a>', address, _("举报"))
