"""The main job with the keyboard alone, and every public page at 200 per cent."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "键盘也能写完的早市案例"
#: More stops than any screen has.
MOST_STOPS = 260
#: 1280 pixels wide, doubled in size: 640 are left.
DOUBLED = {"width": 640, "height": 450}
PAGES = (
    "/",
    "/rizhao/",
    "/rizhao/practices/",
    "/cases/",
    "/province/",
    "/themes/street-order/",
    "/help/",
    "/accounts/login/",
)


REACHED = (
    "([wanted, text]) => document.activeElement.matches(wanted) && document.activeElement.textContent.includes(text)"
)


def tab_to(page: Page, selector: str, key: str = "Tab", text: str = "") -> None:
    """Until the focus is on what `selector` names and holds `text`."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate(REACHED, [selector, text]):
            return
    pytest.fail(f"{selector} {text} is not reached with the keyboard.")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def press_and_wait(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page) -> None:
    page.goto("/desk/")
    tab_to(page, "main a[href='/write/']")
    press_and_wait(page)
    type_into(page, "[name=title]", TITLE)
    type_into(page, "[name=summary]", "用键盘写的一句话摘要。")
    tab_to(page, "[name=themes]")
    page.keyboard.press("Space")
    type_into(page, "[data-contentpath=context] [contenteditable=true]", "早市占道。")
    type_into(page, "[data-contentpath=approach] [contenteditable=true]", "登记、整修、抽签。")
    # The meter leads to what is missing, across the tabs of the form.
    tab_to(page, ".completeness > details > summary", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "[data-rule=contact_name] a")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'contact_name'")
    page.keyboard.type("示例联系人")
    tab_to(page, "[name=visibility]")
    page.keyboard.press("ArrowUp")
    tab_to(page, "[name=confirmed_not_secret]")
    page.keyboard.press("Space")
    tab_to(page, "footer [data-w-dropdown-target=toggle], footer .w-dropdown-button button:last-child")
    page.keyboard.press("Enter")
    tab_to(page, "button[name=action-submit]")
    press_and_wait(page)


def test_a_case_is_written_approved_and_found_with_the_keyboard_alone(person: Callable[..., Page]) -> None:
    write(person("rizhao-editor"))

    approver = person("rizhao-approver")
    approver.goto("/desk/")
    tab_to(approver, "main a.button", text=TITLE)
    press_and_wait(approver)
    tab_to(approver, "button[data-workflow-action-name=approve]")
    press_and_wait(approver)

    visitor = person("heze-member")
    started = time.monotonic()
    while time.monotonic() - started < 20:
        visitor.goto("/")
        type_into(visitor, "main input[type=search]", "键盘")
        press_and_wait(visitor)
        if visitor.locator("article.hit", has_text=TITLE).count():
            break
    tab_to(visitor, "article.hit a", text="键盘")
    press_and_wait(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)


@pytest.mark.parametrize("address", [*PAGES, "/search/?q=夜市"])
def test_nothing_is_lost_at_double_size(person: Callable[..., Page], address: str) -> None:
    page = person()
    page.set_viewport_size(DOUBLED)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_case_is_whole_at_double_size(person: Callable[..., Page]) -> None:
    page = person()
    page.set_viewport_size(DOUBLED)
    page.goto("/rizhao/practices/")
    page.locator("main .case__title a").first.click()
    expect(page).to_have_url(re.compile("/practices/."))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
