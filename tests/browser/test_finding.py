"""Finding, as people do it: from a suggestion to a narrowed list, to the page the office has pinned, and to a new case
that a saved search tells of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.browser.test_main_job import approve, search_until_found, write_case

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORD = "占道经营"
NEW_CASE = "河西早市退路入棚错时经营"
LATER = """
from datetime import timedelta
from django.db.models import F
from accounts.models import User
from search.models import SavedSearch
from search.saved import look_for_news
User.objects.filter(username="heze-member").update(email="member@example.com")
SavedSearch.objects.update(looked_at=F("looked_at") - timedelta(days=1))
look_for_news()
"""


def number_in(text: str) -> int:
    found = re.findall(r"\d+", text)
    assert found, text
    return int(found[-1])


def choose(page: Page, facet: str) -> int:
    """Ticks the first value of `facet` that some but not all results have; returns the number beside it."""
    drawer = page.locator("details.facets")
    if drawer.get_attribute("open") is None:
        drawer.locator("summary").first.click()
    everything = page.locator("article.hit").count()
    for rest in page.locator(f"details.facets__rest:not([open]):has(input[name={facet}]) summary").all():
        rest.click()
    for choice in page.locator(f".choice:has(input[name={facet}])").all():
        number = number_in(choice.inner_text())
        if 0 < number < everything:
            choice.get_by_role("checkbox").check()
            return number
    pytest.fail(f"{facet} narrows nothing.")


def in_all(number: int) -> re.Pattern[str]:
    """As the page says it: of cases alone, or of cases among other things."""
    return re.compile(rf"(^|\D){number} (条|个案例)")


def chips(page: Page) -> Locator:
    return page.get_by_role("link", name=re.compile("^去掉筛选"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_suggestion_leads_to_a_list_that_is_narrowed_widened_and_gone_back_to(
    person: Callable[..., Page], keep: Callable[[Page, str], None], size: str
) -> None:
    page = person(size=size)
    page.goto("/search/")
    page.locator(".find input").press_sequentially("zhandao")
    page.get_by_role("group", name="说法").get_by_role("option", name=WORD).click()
    expect(page.locator(".find input")).to_have_value(WORD)
    status, hits = page.locator("#search-status"), page.locator("article.hit")
    everything = hits.count()
    expect(status).to_contain_text(in_all(everything))

    in_theme = choose(page, "theme")
    expect(hits).to_have_count(in_theme)
    expect(status).to_contain_text(in_all(in_theme))
    in_both = choose(page, "city")
    expect(hits).to_have_count(in_both)
    expect(status).to_contain_text(in_all(in_both))
    expect(chips(page)).to_have_count(2)
    narrowed = page.url
    assert re.search("theme=.*city=|city=.*theme=", narrowed)
    if size == "phone":
        keep(page, "finding-narrowed")

    chips(page).first.click()
    expect(chips(page)).to_have_count(1)
    assert in_both <= hits.count() < everything
    page.go_back()
    expect(page).to_have_url(narrowed)
    expect(chips(page)).to_have_count(2)
    expect(hits).to_have_count(in_both)
    page.get_by_role("link", name="清除全部筛选").click()
    expect(chips(page)).to_have_count(0)
    expect(hits).to_have_count(everything)


def test_what_the_office_pins_stands_first_and_is_marked_until_its_last_day(
    person: Callable[..., Page], keep: Callable[[Page, str], None]
) -> None:
    today = timezone.localdate()
    office, visitor = person("office"), person()
    office.goto("/cms/search-desk/pins/")
    office.get_by_role("link", name="添加置顶结果").click()
    office.get_by_role("textbox", name="搜索词").fill(WORD)
    choose_page(office, "日照")
    write_day(office, "开始日期", today)
    write_day(office, "结束日期", today + timedelta(days=30))
    office.get_by_role("textbox", name="理由").fill("先看城市主页")
    office.locator("footer button[type=submit]").first.click()
    expect(office.locator(".messages")).to_contain_text("从下一次搜索起生效")

    visitor.goto(f"/search/?q={WORD}")
    first = visitor.locator("article.hit").first
    expect(first.get_by_role("link").first).to_have_text("日照")
    expect(first).to_contain_text("推荐")
    expect(visitor.locator(".hit--pinned")).to_have_count(1)
    keep(visitor, "pinned")
    visitor.goto(f"/search/?q={WORD} 夜市")
    expect(visitor.locator(".hit--pinned")).to_have_count(0)

    office.get_by_role("link", name=WORD).first.click()
    write_day(office, "开始日期", today + timedelta(days=1))
    office.locator("footer button[type=submit]").first.click()
    expect(office.locator(".listing")).to_contain_text("还没到开始日期")
    visitor.goto(f"/search/?q={WORD}")
    expect(visitor.locator(".hit--pinned")).to_have_count(0)


def write_day(page: Page, label: str, day: date) -> None:
    """And out of the calendar, which opens a moment later over what is below."""
    box, calendar = page.get_by_role("textbox", name=label), page.locator(".xdsoft_datetimepicker:visible")
    box.fill(day.isoformat())
    expect(calendar).to_have_count(1)
    box.press("Tab")
    expect(calendar).to_have_count(0)


def choose_page(page: Page, title: str) -> None:
    page.locator("#id_page-chooser button[data-chooser-action-choose]").first.click()
    page.locator(".modal-content input[name=q]").fill(title)
    page.locator(".modal-content a.choose-page", has_text=re.compile(f"^\\s*{title}\\s*$")).click()
    expect(page.locator("#id_page-chooser")).to_contain_text(title)


def test_a_saved_search_tells_of_a_new_case_in_the_list_and_by_mail(
    person: Callable[..., Page], keep: Callable[[Page, str], None], own_site: Site
) -> None:
    member = person("heze-member")
    member.goto("/search/?q=退路入棚&city=rizhao")
    member.get_by_role("link", name="有新案例时告诉我").click()
    member.fill("input[name=name]", "日照早市入棚")
    member.get_by_role("button", name="保存", exact=True).click()
    expect(member.locator(".messages")).to_contain_text("有新案例时会在通知里告诉您")

    write_case(person("rizhao-editor"), title=NEW_CASE, visibility="公开")
    approve(person("rizhao-approver"), NEW_CASE)
    search_until_found(member, "退路入棚", NEW_CASE)
    own_site.run(LATER)

    member.goto("/notifications/")
    line = member.get_by_role("link", name="“日照早市入棚”有 1 个新案例")
    expect(line).to_be_visible()
    line.click()
    expect(member).to_have_url(re.compile(r"/search/saved/\d+/$"))
    keep(member, "alert-opened")
    member.get_by_role("link", name=NEW_CASE).click()
    expect(member.get_by_role("heading", level=1)).to_contain_text(NEW_CASE)
    [mail] = mailed(own_site)
    assert "“日照早市入棚”有 1 个新案例" in mail
    assert f"{own_site.address}/notifications/" in mail


def mailed(site: Site) -> list[str]:
    """The worker sends it when it comes to it."""
    until = time.monotonic() + 15
    while not (found := [mail for mail in site.mails if "早市入棚" in mail]) and time.monotonic() < until:
        time.sleep(0.2)
    return found
