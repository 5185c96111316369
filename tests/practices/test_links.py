"""A link by number to whatever page, as somebody could post it."""

from __future__ import annotations

import pytest
from wagtail.rich_text import expand_db_html

from tests.factories.cities import city
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def shown(pk: object) -> str:
    return expand_db_html(f'<p><a linktype="page" id="{pk}">见此</a></p>')


def test_a_link_to_a_draft_tells_nothing_of_it():
    assert shown(practice("heze", published=False).pk) == "<p><a>见此</a></p>"


@pytest.mark.parametrize("visibility", ["public", "alliance", "city"])
def test_a_case_is_linked_by_its_short_address(visibility):
    page = practice("heze", visibility=visibility)
    assert shown(page.pk) == f'<p><a href="/p/{page.short_id}">见此</a></p>'


def test_another_page_is_linked_as_ever():
    assert shown(city("heze").page.pk) == '<p><a href="/heze/">见此</a></p>'


def test_a_page_that_is_gone_leaves_the_words():
    assert shown(999_999) == "<p><a>见此</a></p>"


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 40, "", "1 OR 1=1", "²"])
def test_what_is_no_number_is_no_error(number):
    assert shown(number) == "<p><a>见此</a></p>"


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 40, "", "999999"])
def test_a_link_to_no_document_is_no_error(number):
    assert expand_db_html(f'<a linktype="document" id="{number}">见此</a>') == "<a>见此</a>"
