"""What machines ask for at the root, and the pages of refused requests."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from practices.services import practice_narrow
from tests.factories.cities import administrator, approver_of, editor_of
from tests.factories.practices import practice
from vocabulary.models import Term

pytestmark = pytest.mark.django_db
INDEX, PAGES, LISTS = "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-lists.xml"


def addresses(client, url: str = PAGES) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    return re.findall(r"<loc>(.*?)</loc>", response.content.decode())


def test_robots_are_led_to_the_sitemap_and_away_from_the_editing_pages(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert "Disallow: /cms/" in text and f"Sitemap: http://testserver{INDEX}" in text


def test_the_index_leads_to_the_pages(client):
    assert addresses(client, INDEX) == [f"http://testserver{PAGES}", f"http://testserver{LISTS}"]


@pytest.mark.parametrize("path", ["/province/", "/cases/", "/themes/street-order/"])
def test_the_sitemap_names_what_stands_outside_the_tree(client, path):
    assert f"http://testserver{path}" in addresses(client, LISTS)


def test_a_retired_theme_is_not_in_the_sitemap(client):
    Term.objects.filter(code="street-order").update(retired=True)
    assert "http://testserver/themes/street-order/" not in addresses(client, LISTS)


def test_the_sitemap_names_a_public_case_under_the_name_it_was_asked_by(client):
    page = practice(visibility="public")
    assert f"http://testserver{page.get_url()}" in addresses(client)


@pytest.mark.parametrize("fields", [{"published": False}, {"visibility": "alliance"}, {"visibility": "city"}])
@pytest.mark.parametrize("reader", [None, administrator], ids=["visitor", "administrator"])
def test_the_sitemap_names_no_closed_case_to_anybody(client, fields, reader):
    if reader:
        client.force_login(reader())
    practice(**{"slug": "rizhao", **fields})
    assert not [address for address in addresses(client) if "case-" in address]


def test_a_narrowed_case_leaves_the_sitemap_at_once(client):
    page = practice(visibility="public")
    assert any(page.slug in address for address in addresses(client))
    practice_narrow(practice=page, limit="city", by=approver_of("rizhao"), reason="数据待核")
    assert not any(page.slug in address for address in addresses(client))


@pytest.mark.parametrize("url", ["/sitemap-nothing.xml", f"{PAGES}?p=0", f"{PAGES}?p=x", f"{PAGES}?p=1000000000"])
def test_a_part_of_the_sitemap_that_is_not_there_is_a_404(client, url):
    assert client.get(url).status_code == 404


def test_the_favicon_is_found_where_browsers_look_for_it(client):
    assert client.get("/favicon.ico").url == "/static/favicon.ico"


@pytest.mark.parametrize("url", ["/robots.txt", "/favicon.ico", "/sitemap.xml", PAGES])
def test_they_answer_head_and_nothing_is_posted_there(url):
    client = Client()
    assert client.head(url).status_code in (200, 302)
    assert client.post(url).status_code == 405


def test_a_form_from_an_old_page_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor_of("rizhao"))
    response = client.post(reverse("account_change_password"), {})
    assert response.status_code == 403
    assert "刷新页面后再提交" in response.content.decode()


@pytest.mark.parametrize("ask", [{"headers": {"host": "evil.example"}}, {"headers": {"host": "a b"}}])
def test_a_request_with_a_wrong_host_gets_the_sites_own_page(client, ask):
    response = client.get("/", **ask)
    assert response.status_code == 400
    content = response.content.decode()
    assert "这个请求无法处理" in content and "evil.example" not in content


def test_a_form_with_too_many_fields_is_told_what_to_do(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    response = client.post("/search/", {f"f{n}": "x" for n in range(6)})
    assert response.status_code == 400 and "减少内容" in response.content.decode()
