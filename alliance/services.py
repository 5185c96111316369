"""Setting up an installation: the pages and rights that exist before anybody writes."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, Page, Site, Task, Workflow

from alliance.models import ArticleIndexPage, HomeLayout, HomePage, PlatformSettings, StandardPage
from cities import rights
from cities.models import City
from cities.province import load_province, read_province
from cities.services import city_join
from practices.reviews.rubrics import load_rubric
from vocabulary.richtext import sanitize
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
STANDARD_PAGES = Path(__file__).parent / "data" / "standard_pages.json"


@transaction.atomic
def setup_site(*, province: Path | None = None) -> HomePage:
    """Vocabulary, rubric, cities, home page, articles, the founding cities joined. Run again, it adds only what is missing."""
    name_stock_in_chinese()
    load_vocabulary()
    load_rubric()
    data = read_province(province)
    load_province(data)
    home = HomePage.objects.first() or _make_home()
    _name_province(home, data["province"])
    articles = ArticleIndexPage.objects.first() or _make_article_index(home)
    office = rights.office_group()
    rights.grant_pages(office, articles, rights.APPROVER_PAGE_RIGHTS)
    office.permissions.add(*Permission.objects.filter(content_type__app_label="alliance", codename__in=OFFICE_RIGHTS))
    office.permissions.add(*Permission.objects.filter(content_type__app_label="vocabulary"))
    _give_files_to(office)
    if not HomeLayout.objects.exists():
        HomeLayout().save()
    if not StandardPage.objects.exists():
        _make_standard_pages(articles)
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


def _name_province(home: HomePage, name: str) -> None:
    """What the office wrote in the settings stays."""
    site = Site.objects.get(root_page=home)
    platform = PlatformSettings.for_site(site)
    if not platform.province_name:
        platform.province_name = name
        platform.save()


def _give_files_to(office: Group) -> None:
    """A collection of its own: rights on the root would reach into the collections of all cities."""
    if not GroupCollectionPermission.objects.filter(group=office).exists():
        collection = Collection.get_first_root_node().add_child(name=_("省级办公室"))
        rights.grant_files(office, collection, rights.APPROVER_FILE_RIGHTS)


def _make_standard_pages(parent: ArticleIndexPage) -> None:
    """First texts, once: from then on the pages are the office's, and one it deleted does not come back."""
    for order, row in enumerate(json.loads(STANDARD_PAGES.read_text(encoding="utf-8")), start=1):
        body = "".join(row["body"])
        parent.add_child(instance=StandardPage(**{**row, "body": sanitize(body)}, footer_order=10 * order))


@transaction.atomic
def platform_named(*, platform: PlatformSettings) -> None:
    """Wagtail's editing pages call the site by the name of its record and the home page by its title."""
    name = platform.platform_name
    Site.objects.filter(pk=platform.site_id).exclude(site_name=name).update(site_name=name)
    HomePage.objects.filter(sites_rooted_here=platform.site_id).update(title=name, draft_title=name)
