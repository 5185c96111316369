from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from alliance.sample.accounts import PASSWORD
from tests.browser.site import ROOT, Site, prepare, running_site

#: Kept as build output, to be looked at.
SCREENSHOTS = ROOT / "build" / "screenshots"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
#: What is not laid out yet would be left white in the picture, and passed over by axe.
LAY_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
SET_TEXT = "size => document.documentElement.setAttribute('data-text', size ?? 'normal')"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed.")
        pytest.skip("Chromium is not installed: browser tests are skipped.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """After `browser`, so that nothing is started where there is none."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """The one that all journeys share, with what only its own processes see."""
    with running_site(prepared, tmp_path_factory.mktemp("running") / "site") as running:
        yield running


@pytest.fixture(scope="session")
def site(own_site: Site) -> str:
    """Its address."""
    return own_site.address


@pytest.fixture
def person(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser: signed in as the sample account `name`, or a visitor without one. On the site
    that journeys share, unless there is another `address`."""
    contexts = []

    def open_as(name: str = "", size: str = "desktop", address: str = "") -> Page:
        base = address or request.getfixturevalue("site")
        context = browser.new_context(base_url=base, viewport=SIZES[size], locale="en-US")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if name:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", name)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Photographs the page at both widths, light and dark, and with large text."""

    def photograph(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        page.evaluate(LAY_OUT)
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{scheme}.png", full_page=True)
            page.emulate_media(color_scheme="light")
            before_text = page.evaluate("document.documentElement.getAttribute('data-text')")
            page.evaluate(SET_TEXT, "large")
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}-large.png", full_page=True)
            page.evaluate(SET_TEXT, before_text)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    return photograph


@pytest.fixture
def street_photo(tmp_path: Path) -> Path:
    from alliance.sample.drawing import draw

    path = tmp_path / "夜市 现场.jpg"
    path.write_bytes(draw("street", tmp_path.name))
    return path
