"""docs/design-system.html shows every component, and is what its fragments say."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError

from alliance.templatetags.platform_tags import ICONS, icon
from config import design_page


@pytest.fixture(scope="module")
def page() -> str:
    return design_page.render()


def test_every_class_of_the_style_sheet_is_shown(page):
    """Add the component to a fragment in docs/design-system/, then run manage.py make_design_page."""
    assert sorted(design_page.classes_of_style() - design_page.classes_shown(page)) == []


def test_the_style_sheet_is_read_as_a_browser_reads_it():
    found = design_page.classes_of_style()
    assert {"button--quiet", "tile--here", "c8", "foot__links", "skeletons"} <= found
    assert "88rem" not in found


def test_no_class_is_shown_that_has_no_style(page):
    """A name mistyped here would show a component as it never looks."""
    without = {"icon", "htmx-request", "hit__badges", "message--info"}
    assert sorted(design_page.classes_shown(page) - design_page.classes_of_style() - without) == []


def test_the_page_in_the_repository_is_the_one_its_fragments_make(page):
    """manage.py make_design_page writes it anew."""
    assert design_page.PAGE.read_text(encoding="utf-8") == page


def test_the_page_finds_its_style_sheets_where_it_stands(page):
    named = re.findall(r'(?:href|src)="(\.\./static/[^"#]+)"', page)
    assert len(named) > 3
    assert [name for name in named if not (design_page.PAGE.parent / name).exists()] == []


def test_each_icon_is_drawn_and_each_drawing_has_a_name():
    sprite = (settings.BASE_DIR / "static/icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([\w-]+)"', sprite)) == ICONS


def test_every_icon_is_shown(page):
    assert {name for name in ICONS if f'href="#{name}"' not in page} == set()


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in icon("search") and "/static/icons.svg#search" in icon("search")


def test_an_unknown_icon_names_the_known_ones():
    with pytest.raises(TemplateSyntaxError, match="Choose from: arrow"):
        icon("rocket")
