"""What pages say of themselves to search engines and in forwarded addresses."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops
from wagtail.models import Site

from alliance import brand
from alliance.models import ArticleIndexPage, ArticlePage, PlatformSettings
from cities.models import CityPage
from tests.factories.cities import member_of
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "static"


def head(client, address: str) -> dict[str, str]:
    """Name or property of each meta → content; `canonical` among them."""
    soup = BeautifulSoup(client.get(address).content, "html.parser").head
    found = {
        str(tag.get("name") or tag.get("property")): str(tag["content"]) for tag in soup.find_all("meta", content=True)
    }
    link = soup.find("link", rel="canonical")
    return found | ({"canonical": str(link["href"])} if link else {})


def _article() -> ArticlePage:
    page = ArticlePage(title="联盟由来", slug="origin", summary="八城共建", body="<p>正文</p>")
    ArticleIndexPage.objects.get().add_child(instance=page)
    return page


def test_a_case_is_described_by_its_summary(client):
    page = practice(title="早市退路进院", summary="把马路早市迁进闲置院子。")
    found = head(client, page.url)
    assert found["description"] == found["og:description"] == "把马路早市迁进闲置院子。"
    assert found["og:title"] == "早市退路进院"
    assert found["canonical"] == found["og:url"] == f"http://testserver{page.url}"


def test_an_article_is_described_by_its_summary(client):
    assert head(client, _article().url)["description"] == "八城共建"


def test_a_city_is_described_by_its_own_words_without_markup(client):
    page = CityPage.objects.get(city__slug="rizhao")
    page.introduction = "<p>海边 &amp; 山间</p><p>" + "城" * 300 + "</p>"
    page.save()
    description = head(client, page.url)["description"]
    assert description.startswith("海边 & 山间") and len(description) <= 120


def test_a_page_without_words_of_its_own_is_described_by_the_settings(client):
    row = PlatformSettings.for_site(Site.objects.get())
    row.description = "各市经验一处查"
    row.save()
    assert head(client, "/articles/")["description"] == "各市经验一处查"
    assert head(client, "/search/?q=渣土")["description"] == "各市经验一处查"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("?page=2", "?page=2"), ("?page=1", ""), ("?page=x", ""), ("?utm=1", ""), ("?page=%0a2", ""), ("?page=²", "")],
)
def test_the_address_to_keep_knows_pages_and_nothing_else(client, asked, kept):
    assert head(client, f"/rizhao/practices/{asked}")["canonical"] == f"http://testserver/rizhao/practices/{kept}"


def test_every_search_is_kept_under_one_address(client):
    assert head(client, "/search/?q=渣土")["canonical"] == "http://testserver/search/"


@pytest.mark.parametrize("address", ["/no-such-page/", "/accounts/login/", "/join/"])
def test_refusals_and_forms_have_no_address_to_keep(client, address):
    found = head(client, address)
    assert "canonical" not in found and "og:url" not in found


@pytest.mark.parametrize("visibility", ["alliance", "city"])
def test_a_closed_case_tells_a_visitor_nothing(client, visibility):
    page = practice(title="保密标题在此", summary="保密摘要在此", visibility=visibility)
    response = client.get(page.url)
    assert response.status_code == 404
    assert not re.search("保密标题|保密摘要", response.content.decode())


def test_a_closed_case_says_its_title_to_who_may_read_it(client):
    page = practice(title="保密标题在此", visibility="alliance")
    client.force_login(member_of("heze"))
    assert head(client, page.url)["og:title"] == "保密标题在此"


def test_titles_are_text_in_the_head(client):
    page = practice(title='"><script>x</script>', summary='"><img src=x onerror=x>')
    assert head(client, page.url)["og:title"] == '"><script>x</script>'


@pytest.mark.parametrize("address", ["/", "/search/", "/accounts/login/", "/no-such-page/", "/articles/privacy/"])
def test_every_page_names_its_icons_and_colours(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser").head
    links = [str(tag["href"]) for tag in soup.select("link[rel=icon], link[rel=apple-touch-icon]")]
    assert links == ["/static/favicon.ico", "/static/favicon.svg", "/static/apple-touch-icon.png"]
    assert len(soup.select("meta[name=theme-color]")) == 2


def test_the_picture_for_forwarding_is_the_platforms_own_until_one_is_chosen(client):
    assert head(client, "/")["og:image"] == "http://testserver/static/share.png"


def test_the_picture_for_forwarding_has_the_usual_size():
    with Image.open(STATIC / "share.png") as picture:
        assert picture.size == (1200, 630) and picture.format == "PNG"


@pytest.mark.parametrize("name", ["share.png", "apple-touch-icon.png", "favicon.ico"])
def test_the_pictures_are_those_that_are_drawn(tmp_path, name):
    brand.draw_all(tmp_path)
    with Image.open(tmp_path / name) as drawn, Image.open(STATIC / name) as kept:
        assert ImageChops.difference(drawn.convert("RGBA"), kept.convert("RGBA")).getbbox() is None


def test_the_favicon_holds_the_usual_sizes():
    with Image.open(BytesIO((STATIC / "favicon.ico").read_bytes())) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


STATIC_TAG = re.compile(r"{%\s*static '([^']+)'")


def test_every_static_file_that_a_template_names_exists():
    """With hashed names a missing one is an error page, met first where something else is broken already."""
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    named = {(path.name, name) for path in templates for name in STATIC_TAG.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert [(template, name) for template, name in named if finders.find(name) is None] == []
