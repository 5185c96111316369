"""Suggestions under the search box, as hands, keyboard, input method and screen reader meet them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LIST = ".suggest__list:not([hidden])"
LINES = ".suggest__list [role=option]"


def type_into(page: Page, text: str, box: str = ".find input") -> None:
    page.locator(box).press_sequentially(text)
    expect(page.locator(LIST)).to_be_visible()


def test_a_case_is_reached_by_initials_and_keyboard_alone(
    person: Callable[..., Page], keep: Callable[[Page, str], None]
) -> None:
    page = person()
    page.goto("/search/")
    box = page.locator(".find input")
    type_into(page, "zd")
    keep(page, "suggestions")
    expect(page.locator(".suggest [role=status]")).to_contain_text("建议")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    first = page.locator(LINES).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    expect(box).to_be_focused()
    title = first.locator("span").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_keys_do_what_the_pattern_says_and_lose_nothing(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/")
    box, chosen = page.locator(".hero input"), page.locator(f"{LINES}[aria-selected=true]")
    type_into(page, "占道", ".hero input")
    page.keyboard.press("ArrowUp")
    expect(page.locator(LINES).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    expect(chosen).to_have_count(0)
    page.keyboard.type("城")
    expect(box).to_have_value("城占道")
    page.keyboard.press("Escape")
    expect(page.locator(LIST)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box).to_have_value("城占道")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/.q="))


def test_nothing_is_asked_while_an_input_method_composes(person: Callable[..., Page]) -> None:
    page = person()
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if "suggest" in request.url and "q=" in request.url else None,
    )
    page.goto("/search/")
    box = page.locator(".find input")
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "zhan'dao", "selectionStart": 8, "selectionEnd": 8})
    page.wait_for_timeout(400)
    assert asked == []
    session.send("Input.insertText", {"text": "占道"})
    expect(page.locator(LIST)).to_be_visible()
    expect(box).to_have_value("占道")
    assert len(asked) == 1


def test_a_tap_follows_a_line_on_a_phone(person: Callable[..., Page]) -> None:
    page = person(size="phone")
    page.goto("/cases/")
    type_into(page, "rizhao", ".bar__find input")
    line = page.locator(LINES).first
    box = line.bounding_box()
    assert box and box["height"] >= 44 and box["x"] + box["width"] <= 390
    line.click()
    expect(page).to_have_url(re.compile("/rizhao/$"))


def test_fast_typing_asks_little_and_shows_the_last(person: Callable[..., Page]) -> None:
    page = person()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.goto("/search/")
    page.locator(".find input").press_sequentially("zhandaojingying", delay=20)
    expect(page.locator(LINES).filter(has_text="占道经营").first).to_be_visible()
    assert len(asked) <= 4


def test_the_open_list_has_no_violation(person: Callable[..., Page]) -> None:
    for size in ("desktop", "phone"):
        page = person(size=size)
        page.goto("/search/")
        type_into(page, "占道")
        page.keyboard.press("ArrowDown")
        assert violations(page) == []


def test_a_slip_of_the_pen_is_understood_and_can_be_insisted_on(
    person: Callable[..., Page], keep: Callable[[Page, str], None]
) -> None:
    page = person()
    page.goto("/search/?q=渣士车")
    expect(page.locator(".correction")).to_contain_text("没有找到“渣士车”")
    expect(page.locator("article.hit").first).to_be_visible()
    expect(page.locator(".find input")).to_have_value("渣士车")
    keep(page, "did-you-mean")
    assert violations(page) == []
    page.get_by_role("link", name="仍然搜索").click()
    expect(page.locator("article.hit")).to_have_count(0)


def test_without_scripts_the_box_is_a_plain_form(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/search/")
    expect(page.get_by_role("combobox")).to_have_count(1)  # the order of results
    page.locator(".find input").fill("占道")
    page.get_by_role("search").get_by_role("button").first.click()
    expect(page.locator("article.hit").first).to_be_visible()
    context.close()
