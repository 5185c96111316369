"""A posted choice that is no number is a message beside its field, in every form with choosers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks.base import BlockField
from wagtail.models import Site

from alliance.models import ArticleIndexPage, ArticlePage, FeaturedSlot, HomeLayout, StandardPage, ThemeFront
from practices.models import Policy
from search.models import Pin
from tests.factories.cities import administrator, city
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def article() -> ArticlePage:
    page = ArticlePage(title="联盟由来", slug="origin", summary="八城共建", body="<p>八城共建。</p>")
    return ArticleIndexPage.objects.get().add_child(instance=page)


def of_page(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def of_snippet(thing: Any) -> str:
    return reverse(f"{type(thing).snippet_viewset.url_namespace}:edit", args=[thing.pk])


def front() -> ThemeFront:
    return ThemeFront.objects.create(theme=Term.objects.filter(scheme="theme").first())


FORMS = {
    "case": lambda: of_page(practice()),
    "city": lambda: of_page(city("rizhao").page),
    "list of cases": lambda: of_page(practice().get_parent()),
    "article": lambda: of_page(article()),
    "list of articles": lambda: of_page(ArticleIndexPage.objects.get()),
    "standard page": lambda: of_page(StandardPage.objects.first()),
    "home page": lambda: of_page(Site.objects.get().root_page),
    "layout of the home page": lambda: of_snippet(HomeLayout.objects.get()),
    "page of a theme": lambda: of_snippet(front()),
    "featured": lambda: of_snippet(FeaturedSlot.objects.create(practice=practice(), chosen_by=administrator())),
    "policy": lambda: of_snippet(Policy.objects.create(title="示例管理办法")),
    "settings": lambda: reverse("wagtailsettings:edit", args=["alliance", "platformsettings", Site.objects.get().pk]),
    "pin": lambda: reverse("search_pins:edit", args=[Pin.objects.create(page=practice(), queries="夜市").pk]),
}
WITHOUT_CHOOSERS = {
    "list of cases",
    "list of articles",
    "standard page",
    "home page",
    "layout of the home page",
    "featured",
    "policy",
}


def filled(content: bytes) -> dict[str, Any]:
    """What the form would send as it stands."""
    data: dict[str, Any] = {}
    forms = BeautifulSoup(content, "html.parser").select("form")
    fields = max((form.select("input[name], textarea[name], select[name]") for form in forms), key=len)
    for field in fields:
        if field.name == "select":
            data[field["name"]] = [option.get("value", "") for option in field.select("option[selected]")]
        elif field.get("type") not in ("checkbox", "radio", "submit") or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "") if field.name == "input" else field.text
    return data


def choosers(form: Any, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data with one chooser after the other sent as no number; in lists of rows in a new one."""
    for name, field in form.fields.items():
        if isinstance(field.widget, BaseChooser):
            yield {**data, form.add_prefix(name): "x"}
    for rows in getattr(form, "formsets", {}).values():
        number = rows.total_form_count()
        row = rows.empty_form
        row.prefix = f"{rows.prefix}-{number}"
        for nested in getattr(row, "formsets", {}).values():
            nested.prefix = nested.prefix.replace("__prefix__", str(number))
            data = {**data, f"{nested.prefix}-TOTAL_FORMS": "0", f"{nested.prefix}-INITIAL_FORMS": "0"}
        yield from choosers(row, {**data, f"{rows.prefix}-TOTAL_FORMS": str(number + 1)})


@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_number_is_no_error_page(name, client):
    client.force_login(administrator())
    address = FORMS[name]()
    response = client.get(address, follow=True)
    assert response.status_code == 200
    form = response.context["form"]
    # Blocks are put into the form by a script.
    blocks = {f"{name}-count": "0" for name, field in form.fields.items() if isinstance(field, BlockField)}
    sent = list(choosers(form, {**filled(response.content), **blocks}))
    assert bool(sent) is (name not in WITHOUT_CHOOSERS)
    answers = {client.post(address, data).status_code for data in sent}
    assert answers <= {200}
