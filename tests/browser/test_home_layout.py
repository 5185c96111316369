"""The office arranges the home page, looks at it before it is saved, and a visitor sees it at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_office_arranges_the_home_page(person, keep):
    office, visitor = person("office"), person()
    visitor.goto("/")
    headings = visitor.locator("main h2")
    assert headings.all_inner_texts().index("最新案例") < headings.all_inner_texts().index("业务领域")

    office.goto("/cms/")
    office.get_by_role("link", name="首页编排").click()
    office.get_by_role("textbox", name="大标题").fill("全省城管经验，一处查到")
    office.get_by_role("textbox", name="搜索示例一").fill("撤桶并站")
    themes = office.locator("[data-streamfield-child]", has_text="全部业务领域和各自的案例数")
    for _step in range(3):
        themes.get_by_role("button", name="上移").click()
    keep(office, "arranging-the-home-page")
    office.locator("button.action-save").click()
    expect(office.locator(".messages")).to_contain_text("首页编排")

    visitor.goto("/")
    expect(visitor.locator("h1")).to_have_text("全省城管经验，一处查到")
    assert headings.all_inner_texts()[0] == "业务领域"
    visitor.get_by_role("link", name="撤桶并站").click()
    assert "/search/?q=" in visitor.url
    visitor.goto("/")
    visitor.get_by_role("link", name="人口").click()
    expect(visitor.get_by_role("link", name="人口")).to_have_attribute("aria-current", "true")
    keep(visitor, "arranged-home-page")
