"""What the first page of the editing pages offers before it lists anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from alliance.models import ArticleIndexPage, FeaturedSlot
from cities.viewers import viewer_of

#: Text and address of a button.
Step = tuple[str, str]


class FirstSteps(Component):  # type: ignore[misc]
    """The few things a person comes for, as buttons: writing, approving, their own drafts."""

    order = 10
    template_name = "wagtailadmin/home/first_steps.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"steps": list(first_steps(parent_context["request"].user))}


def first_steps(user: Any) -> Iterator[Step]:
    viewer = viewer_of(user)
    if viewer.writing_city_ids:
        yield _("写案例"), reverse("practice_write")
    if viewer.approving_city_ids:
        yield _("等我审核"), reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true"
    if viewer.writing_city_ids:
        yield _("我的案例和草稿"), reverse("own_cases") + f"?author={user.pk}"
    if viewer.in_office:
        yield from _office_steps()


def _office_steps() -> Iterator[Step]:
    index = ArticleIndexPage.objects.get()
    yield _("写文章"), reverse("wagtailadmin_pages:add", args=["alliance", "articlepage", index.pk])
    yield _("首页推荐"), reverse(FeaturedSlot.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    yield _("平台设置"), reverse("wagtailsettings:edit", args=["alliance", "platformsettings"])
