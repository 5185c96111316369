"""Apps above add to the page of a case without the case knowing them."""

from __future__ import annotations

import pytest
from django.utils.safestring import mark_safe

from practices import case_panels
from practices.case_panels import Place, register_case_panel
from tests.factories.cities import editor_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def panels(monkeypatch):
    monkeypatch.setattr(case_panels, "_panels", {place: [] for place in Place})
    for order, place in enumerate(Place):
        register_case_panel(place)(lambda request, page, place=place: mark_safe(f"<b>二 {place.value} {page.pk}</b>"))
        register_case_panel(place, order=order)(
            lambda request, page, place=place: mark_safe(f"<b>一 {place.value}</b>")
        )


@pytest.mark.parametrize("place", Place)
def test_a_panel_is_drawn_where_it_asked_to_be_in_its_order(client, panels, place):
    page = practice()
    html = client.get(page.url).content.decode()
    assert html.index(f"<b>一 {place.value}</b>") < html.index(f"<b>二 {place.value} {page.pk}</b>")


def test_an_empty_panel_leaves_no_place_behind(client, monkeypatch):
    monkeypatch.setattr(case_panels, "_panels", {place: [] for place in Place})
    register_case_panel(Place.ACTIONS)(lambda request, page: mark_safe(""))
    assert "case-actions" not in client.get(practice().url).content.decode()


def test_nobody_has_answered_to_a_draft(client, panels):
    page = practice(published=False)
    client.force_login(editor_of("rizhao"))
    preview = client.get(f"/cms/pages/{page.pk}/view_draft/")
    assert preview.status_code == 200 and "<b>一 " not in preview.content.decode()
