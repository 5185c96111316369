"""Setting up an installation: the pages and rights that exist before anybody writes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Page, Site

from alliance.models import ArticleIndexPage, HomePage
from cities import rights
from cities.models import City
from cities.province import load_province, read_province
from cities.services import city_join
from vocabulary.services import load_vocabulary

FEATURED_RIGHTS = ("add_featuredslot", "change_featuredslot", "delete_featuredslot", "view_featuredslot")


@transaction.atomic
def setup_site(*, province: Path | None = None) -> HomePage:
    """Vocabulary, cities, home page, articles, the founding cities joined. Run again, it adds only what is missing."""
    load_vocabulary()
    load_province(read_province(province))
    home = HomePage.objects.first() or _make_home()
    articles = ArticleIndexPage.objects.first() or _make_article_index(home)
    office = rights.office_group()
    rights.grant_pages(office, articles, rights.APPROVER_PAGE_RIGHTS)
    office.permissions.add(*Permission.objects.filter(content_type__app_label="alliance", codename__in=FEATURED_RIGHTS))
    for city in City.objects.filter(is_founder=True, joined_on__isnull=True):
        city_join(city=city, home=home)
    return home


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="home").first()
    if welcome is not None:
        welcome.delete()
        root.refresh_from_db()
    home: HomePage = root.add_child(instance=HomePage(title=settings.WAGTAIL_SITE_NAME, slug="home"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
    )
    return home


def _make_article_index(home: HomePage) -> ArticleIndexPage:
    index: ArticleIndexPage = home.add_child(instance=ArticleIndexPage(title="联盟动态", slug="articles"))
    return index
