"""A member narrows a search, keeps it, and puts it away again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_what_is_taken_away_follows_the_filters_chosen_with_scripts(person):
    page = person("heze-member")
    page.goto("/search/?q=占道")
    page.check("#facet-city-zibo")
    expect(page.locator("#search-chips")).to_contain_text("淄博")
    for words in ("下载表格", "订阅更新", "有新案例时告诉我"):
        expect(page.get_by_role("link", name=words)).to_have_attribute("href", re.compile("city=zibo"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_search_is_kept_paused_and_deleted(person, size):
    page = person("heze-member", size)
    page.goto("/search/?q=占道&city=rizhao")
    page.get_by_role("link", name="有新案例时告诉我").click()
    page.fill("input[name=name]", f"日照占道 {size}")
    page.get_by_label("每周").check()
    page.get_by_role("button", name="保存", exact=True).click()
    line = page.locator(".line", has_text=f"日照占道 {size}")
    expect(line).to_contain_text("每周提醒")
    line.get_by_role("button", name="暂停提醒").click()
    expect(line).to_contain_text("已暂停")
    line.locator("summary").click()
    line.get_by_role("button", name="确认删除").click()
    expect(page.locator(".line", has_text=f"日照占道 {size}")).to_have_count(0)
    expect(page.locator(".messages")).to_contain_text("已删除")
