"""What the first page of the editing pages offers before it lists anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from alliance.models import ArticleIndexPage, FeaturedSlot
from cities.models import City
from cities.viewers import Viewer, viewer_of
from practices.models import PracticeIndexPage

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
    yield from _own_cases(user, viewer)
    if viewer.in_office:
        yield from _office_steps()


def _own_cases(user: Any, viewer: Viewer) -> Iterator[Step]:
    """A list for each city a person writes in; its name only where there are several."""
    cities = list(City.objects.filter(pk__in=viewer.writing_city_ids))
    for city in cities:
        index = PracticeIndexPage.objects.child_of(city.page).get()
        text = _("我的案例和草稿") if len(cities) == 1 else _("我的案例和草稿（%(city)s）") % {"city": city.label}
        yield text, reverse("wagtailadmin_explore", args=[index.pk]) + f"?owner={user.pk}"


def _office_steps() -> Iterator[Step]:
    index = ArticleIndexPage.objects.get()
    yield _("写文章"), reverse("wagtailadmin_pages:add", args=["alliance", "articlepage", index.pk])
    yield _("首页推荐"), reverse(FeaturedSlot.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    yield _("平台设置"), reverse("wagtailsettings:edit", args=["alliance", "platformsettings"])
