"""Discussions on the pages of cases and themes; whose threads they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.viewers import Viewer, viewer_of
from exchanges.discussions.lists import about_theme, with_unread
from exchanges.discussions.permissions import may_open
from exchanges.follows.kinds import Kind, register_kind
from exchanges.models import Discussion
from exchanges.models.discussions import DiscussionQuerySet, readable_discussions
from exchanges.overview import register_section
from exchanges.threads.owners import register_thread_owner
from notifications.permissions import register_read_condition
from practices.case_panels import Place, register_case_panel
from practices.models import PracticePage
from vocabulary.models import Term
from vocabulary.panels import register_theme_panel

SHOWN = 3

register_thread_owner(
    Discussion,
    title=lambda row: row.title,
    url=lambda row: reverse("discussion", args=[row.pk]),
    shows_thread=True,
)
register_kind(
    Kind(
        code="discussion",
        model=Discussion,
        label=_("研讨"),
        name=lambda row: str(row.title),
        address=lambda row: reverse("discussion", args=[row.pk]),
        rows=Discussion.objects.all,
    )
)


@register_read_condition(Discussion)
def may_read_discussion(viewer: Viewer) -> Q:
    return readable_discussions(viewer)


@register_case_panel(Place.SECTIONS, order=60)
def about_the_case(request: HttpRequest, practice: PracticePage) -> SafeString:
    """For members: the page of a case is as few queries for visitors as it was; they have the list."""
    if not viewer_of(request.user).in_alliance:
        return SafeString("")
    rows = Discussion.objects.visible_to(request.user).filter(practice=practice)
    return _drawn(request, rows, {"practice": practice, "new": f"?case={practice.short_id}"})


@register_theme_panel(order=60)
def about_the_theme(request: HttpRequest, theme: Term) -> SafeString:
    rows = about_theme(Discussion.objects.visible_to(request.user), theme)
    return _drawn(request, rows, {"theme": theme, "new": f"?theme={theme.code}"})


@register_section(order=20)
def newest_discussions(request: HttpRequest) -> SafeString:
    return _drawn(request, Discussion.objects.visible_to(request.user), {"new": ""})


def _drawn(request: HttpRequest, rows: DiscussionQuerySet, context: dict[str, Any]) -> SafeString:
    """Nothing where there is none to read and the reader cannot begin one."""
    found = with_unread(list(rows.for_lists()[:SHOWN]), request.user)
    opens = may_open(request.user)
    if not found and not opens:
        return SafeString("")
    return render_to_string("exchanges/discussions_panel.html", {**context, "rows": found, "opens": opens}, request)
