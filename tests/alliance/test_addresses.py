"""Pages are found by their whole address in one query; the result is Wagtail's."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from alliance.models import ArticleIndexPage, ArticlePage, HomePage
from cities.models import CityPage
from practices.models import PracticeIndexPage
from tests.factories.cities import member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db


def _article() -> ArticlePage:
    page = ArticlePage(title="文章", slug="article", summary="摘要", body="<p>正文</p>")
    ArticleIndexPage.objects.get().add_child(instance=page)
    return page


PAGES = {
    "home": HomePage.objects.get,
    "city": lambda: CityPage.objects.get(city__slug="rizhao"),
    "index": lambda: PracticeIndexPage.objects.get(url_path__contains="/rizhao/"),
    "practice": practice,
    "articles": ArticleIndexPage.objects.get,
    "article": _article,
}


@pytest.fixture(params=PAGES)
def page(request):
    return PAGES[request.param]()


def test_the_address_leads_to_the_page(client, page):
    assert client.get(page.url).context["page"] == page


def test_the_address_is_the_one_django_would_make(page):
    assert page.url == reverse("wagtail_serve", args=[page.url_path.removeprefix("/home/")])


def test_the_page_of_a_second_site_is_still_wagtails_affair(page):
    from wagtail.models import Site

    Site.objects.create(hostname="other.example", root_page=HomePage.objects.get(), port=8080)
    Site.clear_site_root_paths_cache()
    assert Page.objects.get(pk=page.pk).specific.get_url(RequestFactory().get("/")) is not None
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize(
    "address",
    [
        "/rizhao/practices/none/",
        "/none/",
        "/none/practices/",
        "/rizhao/practices/none/deeper/still/",
        "/home/",
        "/%25/",
    ],
)
def test_no_page_is_a_404(client, address):
    assert client.get(address).status_code == 404


def test_an_unpublished_page_is_a_404(client, page):
    Page.objects.filter(pk=page.pk).update(live=False)
    assert client.get(page.url).status_code == 404


def test_a_restricted_subtree_asks_for_the_password(client, page):
    PageViewRestriction.objects.create(page=Page.objects.get(depth=2), restriction_type="password", password="x")
    assert "password" in client.get(page.url).context["form"].fields


def test_a_restriction_of_one_page_leaves_its_neighbours_open(client):
    first, second = practice(), practice()
    PageViewRestriction.objects.create(page=first, restriction_type="login")
    assert (client.get(first.url).status_code, client.get(second.url).status_code) == (302, 200)


def test_a_restriction_holds_for_those_who_may_not_pass_it_only(client):
    page = practice()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    client.force_login(member_of("heze"))
    assert client.get(page.url).status_code == 200


def test_what_was_found_for_one_reader_is_not_served_to_another(rf):
    from django.contrib.auth.models import AnonymousUser
    from django.http import Http404

    page, request = practice(visibility="alliance"), rf.get("/")
    request.user = member_of("heze")
    found = type(page).found_at(page.url_path, request)
    assert found == page
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        found.serve(request)
