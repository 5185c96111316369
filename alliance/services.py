"""Setting up an installation: the pages and rights that exist before anybody writes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Site, Task, Workflow

from alliance.models import ArticleIndexPage, HomeLayout, HomePage
from cities import rights
from cities.models import City
from cities.province import load_province, read_province
from cities.services import city_join
from vocabulary.services import load_vocabulary

#: What the office arranges. The one layout of the home page is neither added nor deleted.
OFFICE_RIGHTS = (
    *(
        f"{action}_{model}"
        for model in ("featuredslot", "themefront")
        for action in ("add", "change", "delete", "view")
    ),
    *("change_homelayout", "view_homelayout"),
)


@transaction.atomic
def setup_site(*, province: Path | None = None) -> HomePage:
    """Vocabulary, cities, home page, articles, the founding cities joined. Run again, it adds only what is missing."""
    name_stock_in_chinese()
    load_vocabulary()
    load_province(read_province(province))
    home = HomePage.objects.first() or _make_home()
    articles = ArticleIndexPage.objects.first() or _make_article_index(home)
    office = rights.office_group()
    rights.grant_pages(office, articles, rights.APPROVER_PAGE_RIGHTS)
    office.permissions.add(*Permission.objects.filter(content_type__app_label="alliance", codename__in=OFFICE_RIGHTS))
    if not HomeLayout.objects.exists():
        HomeLayout().save()
    for city in City.objects.filter(is_founder=True, joined_on__isnull=True):
        city_join(city=city, home=home)
    return home


def name_stock_in_chinese() -> None:
    """Wagtail's migrations name in English what choosers and filters list. Its approval has no approvers: it goes."""
    Page.objects.filter(depth=1, title="Root").update(title=_("全站"), draft_title=_("全站"))
    Collection.objects.filter(depth=1, name="Root").update(name=_("全部文件"))
    stock = Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True)
    if stock.exists():
        stock.delete()
        Task.objects.filter(name="Moderators approval").delete()


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
