"""Pages on privacy, terms, accessibility and contact: made once, the office's from then on, linked from the footer."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from alliance.models import ArticleIndexPage, PlatformSettings, StandardPage
from alliance.services import setup_site
from tests.factories.cities import administrator, approver_of, curator

pytestmark = pytest.mark.django_db


def page_of(slug: str) -> StandardPage:
    return StandardPage.objects.get(slug=slug)


def footer_titles(client) -> list[str]:
    content = client.get("/").content.decode()
    links = re.search(r'<ul class="foot__links">(.*?)</ul>', content, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]+)</a>", links[1]) if links else []


def edit_data(page: StandardPage, **fields: object) -> dict[str, object]:
    body = '{"blocks": [{"key": "a", "text": "新的正文", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}], "entityMap": {}}'
    data = {"title": page.title, "slug": page.slug, "updated_on": "2026-11-24", "body": body, "in_footer": "on"}
    comments = {f"comments-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return {**data, "footer_order": page.footer_order, **comments, "action-publish": "1", **fields}


def test_set_up_makes_the_four_pages_in_the_footer(client):
    assert footer_titles(client) == ["隐私声明", "使用条款", "无障碍说明", "关于与联系"]


@pytest.mark.parametrize("slug", ["privacy", "terms", "accessibility", "about"])
def test_the_page_is_read_by_everybody(client, slug):
    page = page_of(slug)
    response = client.get(f"/articles/{slug}/")
    assert response.status_code == 200
    content = response.content.decode()
    assert f"<h1>{page.title}</h1>" in content and f"{timezone.localdate().year}" in content


def test_set_up_again_changes_nothing_the_office_did(client):
    page = page_of("terms")
    page.title, page.body = "我们的条款", "<p>改过</p>"
    page.save_revision().publish()
    page_of("privacy").delete()
    setup_site()
    assert page_of("terms").title == "我们的条款" and page_of("terms").body == "<p>改过</p>"
    assert not StandardPage.objects.filter(slug="privacy").exists()


def test_the_office_chooses_the_order(client):
    page = page_of("about")
    page.footer_order = 1
    page.save_revision().publish()
    assert footer_titles(client)[0] == "关于与联系"


def test_the_office_takes_a_link_out_of_the_footer(client):
    page = page_of("terms")
    page.in_footer = False
    page.save_revision().publish()
    assert "使用条款" not in footer_titles(client)
    assert client.get("/articles/terms/").status_code == 200


def test_a_page_taken_back_is_neither_linked_nor_found(client):
    page_of("terms").unpublish()
    assert "使用条款" not in footer_titles(client)
    assert client.get("/articles/terms/").status_code == 404


def test_the_office_edits_and_publishes_a_page(client):
    page = page_of("terms")
    client.force_login(curator())
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), edit_data(page))
    assert response.status_code == 302
    assert "新的正文" in client.get("/articles/terms/").content.decode()


def test_the_office_adds_pages_of_its_own(client):
    client.force_login(curator())
    parent = ArticleIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["alliance", "standardpage", parent.pk])
    data = edit_data(StandardPage(title="投稿须知", slug="rules", footer_order=5))
    assert client.post(address, data).status_code == 302
    assert footer_titles(client)[0] == "投稿须知"


def test_a_city_cannot_edit_it(client):
    client.force_login(approver_of("rizhao"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page_of("terms").pk])).status_code == 404


def test_they_are_not_listed_among_the_articles(client):
    main = client.get("/articles/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "使用条款" not in main


def test_markup_is_sanitised(client):
    page = page_of("terms")
    page.body = '<p onclick="x">好<script>x()</script><img src=x onerror=x></p>'
    page.full_clean()
    page.save_revision().publish()
    assert page_of("terms").body == "<p>好</p>"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 256),
        ("updated_on", "昨天"),
        ("footer_order", "-1"),
        ("footer_order", "99999999"),
    ],
)
def test_wrong_input_is_refused_where_it_is(client, field, value):
    page = page_of("terms")
    client.force_login(administrator())
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), edit_data(page, **{field: value}))
    assert response.status_code == 200 and list(response.context["form"].errors) == [field]


def test_the_contact_page_shows_what_the_settings_say(client):
    row = PlatformSettings.for_site(Site.objects.get())
    row.phone, row.sponsor = "0531-00000000", "示例厅"
    row.save()
    main = client.get("/articles/about/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "0531-00000000" in main and "示例厅" in main


def test_without_settings_the_contact_page_says_so(client):
    assert "还没有登记联系方式" in client.get("/articles/about/").content.decode()


def test_the_english_page_keeps_the_chinese_text_and_translates_the_rest(client):
    client.cookies["django_language"] = "en"
    content = client.get("/articles/terms/").content.decode()
    assert "<h1>使用条款</h1>" in content and 'lang="en"' in content
