"""axe-core on every page type and state, and the display modes that only a browser shows.

What axe finds but for colours is the same in both schemes, so the dark one is asked about contrast alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from config import design_page
from tests.browser.axe import AXE, CONTRAST, RUN, violations
from tests.browser.conftest import LAY_OUT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VISITOR = {
    "home": "/",
    "search with hits": "/search/?q=渣土",
    "search without hits": "/search/?q=紫禁城冰箱",
    "search by filter": "/search/?city=rizhao&theme=street-order",
    "city": "/rizhao/",
    "list of cases": "/rizhao/practices/",
    "list beyond its end": "/rizhao/practices/?page=99",
    "articles": "/articles/",
    "article": "/articles/founding/",
    "privacy": "/articles/privacy/",
    "contact": "/articles/about/",
    "sign-in": "/accounts/login/",
    "lost password": "/accounts/password/reset/",
    "join": "/join/",
    "manual": "/help/",
    "page of the manual": "/help/write-a-snapshot/",
    "cases to take away": "/exports/new/cases/?city=rizhao",
    "not found": "/no-such-page/",
}
MEMBER = {"desk": "/desk/", "account": "/account/", "password": "/accounts/password/change/"}
APPROVER = {
    "desk of an approver": "/desk/",
    "members": "/members/rizhao/",
    "profile of the city": "/members/rizhao/profile/",
    "notifications": "/notifications/",
    "digest": "/notifications/digest/",
    "what I follow": "/follows/",
    "mail settings": "/account/mail/",
}
OFFICE = {
    "cities": "/office/cities/",
    "reviews": "/reviews/",
    "rubric": "/reviews/rubric/",
    "a city leaves": "/office/cities/rizhao/leave/",
    "office": "/members/office/",
}


def all_violations(page: Page, addresses: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    for name, address in addresses.items():
        page.goto(address)
        found[name] = violations(page)
    return {name: wrong for name, wrong in found.items() if wrong}


def test_a_visitors_pages_have_no_violation(person: Callable[..., Page]) -> None:
    page = person()
    assert all_violations(page, VISITOR) == {}


def test_a_case_has_no_violation(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/rizhao/practices/")
    page.locator(".case__title a").first.click()
    page.wait_for_load_state()
    assert violations(page) == []
    page.locator("a[href$='/versions/']").first.click()
    page.wait_for_load_state()
    assert violations(page) == []


@pytest.mark.parametrize(
    ("name", "addresses"),
    [("heze-member", MEMBER), ("rizhao-approver", APPROVER), ("office", OFFICE)],
    ids=["member", "approver", "office"],
)
def test_the_pages_of_people_have_no_violation(
    person: Callable[..., Page], name: str, addresses: dict[str, str]
) -> None:
    assert all_violations(person(name), addresses) == {}


def test_a_refused_form_has_no_violation(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong-password")
    page.click("main button[type=submit]")
    expect(page.locator(".errorlist")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_a_page_for_when_something_is_broken_has_no_violation(
    person: Callable[..., Page], keep: Callable[[Page, str], None], template: str
) -> None:
    """What the server cannot be made to answer on purpose, with the style sheets of the running site."""
    page, body = person(), render_to_string(template)
    page.route("**/broken/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto("/broken/")
    assert violations(page) == []
    keep(page, f"error-{template.partition('.')[0]}")


def test_a_form_that_was_open_too_long_has_no_violation(
    person: Callable[..., Page], keep: Callable[[Page, str], None]
) -> None:
    page = person()
    page.goto("/accounts/login/")
    page.locator("main input[name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'stale'; }")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong-password")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="没有提交成功")).to_be_visible()
    assert violations(page) == []
    keep(page, "error-403-csrf")


def test_a_refusal_has_no_violation(person: Callable[..., Page], keep: Callable[[Page, str], None]) -> None:
    page = person("office")
    answer = page.goto("/write/")
    assert answer is not None and answer.status == 403
    assert violations(page) == []
    keep(page, "error-403")


def test_a_phone_shows_no_violation(person: Callable[..., Page]) -> None:
    page = person(size="phone")
    few = ("home", "search with hits", "city", "privacy")
    assert all_violations(page, {name: VISITOR[name] for name in few}) == {}


def test_the_page_of_components_has_no_violation(browser: Browser) -> None:
    """Their look: it shows headings and landmarks as no page would have them."""
    page = browser.new_page()
    page.goto(design_page.PAGE.as_uri())
    page.evaluate(LAY_OUT)
    page.evaluate(AXE)
    rules = [*CONTRAST, "label", "button-name", "link-name", "target-size", "aria-valid-attr-value", "image-alt"]
    assert page.evaluate(RUN, rules) == []
    page.close()


# --- display modes ------------------------------------------------------------------------------------------------
def ground(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("mode", ["大字", "深色", "高对比"])
def test_a_display_mode_is_kept_on_the_next_page(person: Callable[..., Page], mode: str) -> None:
    page = person()
    page.goto("/")
    button = page.get_by_role("button", name=mode)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto("/articles/privacy/")
    expect(page.get_by_role("button", name=mode)).to_have_attribute("aria-pressed", "true")


def test_high_contrast_is_black_on_white_and_can_be_dark(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/")
    page.get_by_role("button", name="高对比").click()
    assert ground(page) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="深色").click()
    assert ground(page) == "rgb(0, 0, 0)"
    expect(page.locator("meta[name=theme-color]").first).to_have_attribute("content", "#000000")


def test_the_systems_wish_for_contrast_is_followed_and_can_be_declined(person: Callable[..., Page]) -> None:
    page = person()
    page.emulate_media(contrast="more")
    page.goto("/")
    assert ground(page) == "rgb(255, 255, 255)"
    button = page.get_by_role("button", name="高对比")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert ground(page) == "rgb(251, 250, 247)"


def test_on_paper_the_frame_is_gone_and_links_are_written_out(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/articles/about/")
    page.get_by_role("button", name="深色").click()
    page.emulate_media(media="print")
    for part in (".bar", ".foot", ".crumbs"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".print-only")).to_contain_text("/articles/about/")
    assert ground(page) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("address", ["/", "/articles/privacy/", "/search/?q=渣土"])
def test_nothing_is_cut_off_at_large_text_on_a_phone(person: Callable[..., Page], address: str) -> None:
    page = person(size="phone")
    page.goto("/")
    page.get_by_role("button", name="大字").click()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_slow_search_shows_where_results_will_stand(person: Callable[..., Page]) -> None:
    """The class is what htmx sets while it waits."""
    page = person()
    page.goto("/search/?q=渣土")
    first = page.locator("#results > article.hit").first
    expect(page.locator(".skeletons")).to_be_hidden()
    page.evaluate("document.querySelector('#results').classList.add('htmx-request')")
    expect(page.locator(".skeletons")).to_be_visible()
    expect(first).to_be_hidden()
