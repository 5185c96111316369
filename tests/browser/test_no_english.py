"""What scripts write on the editing pages: panels, menus, the text editor, the dialogs of links and times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.admin.words import english_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAME = "rizhao-editor"
#: Texts and spoken attributes of what can be seen at this moment.
VISIBLE_TEXTS = """() => {
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    if (['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME'].includes(element.tagName) || !element.checkVisibility()) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent);
    for (const name of ['title', 'aria-label', 'placeholder']) found.push(element.getAttribute(name) ?? '');
  }
  return found.map((text) => text.trim()).filter((text) => /[A-Za-z]{2}/.test(text));
}"""


def english_seen(page: Page) -> list[str]:
    page.wait_for_timeout(400)
    return [text for text in page.evaluate(VISIBLE_TEXTS) if english_in(text.replace(NAME, ""))]


def open_panels(page: Page) -> None:
    for panel in ("status", "preview", "checks"):
        page.locator(f"[data-side-panel-toggle={panel}]").click()
        assert english_seen(page) == [], panel


def set_a_time(page: Page) -> None:
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    page.locator("#id_go_live_at").click()
    assert english_seen(page) == []


def write_text(page: Page) -> None:
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("早市占去半幅车道。/")
    assert english_seen(page) == []
    page.keyboard.press("Backspace")
    page.keyboard.press("Shift+Home")
    page.locator("button[name=LINK]").first.click()
    page.locator(".modal-content").wait_for()
    assert english_seen(page) == []


def choose_a_picture(page: Page) -> None:
    page.get_by_role("tab", name="图片、佐证与附件").click()
    page.locator("#id_images-ADD").click()
    page.locator("#id_images-0-image-chooser button[data-chooser-action-choose]").first.click()
    page.locator(".modal-content").get_by_role("tab").nth(1).click()
    assert english_seen(page) == []


def save_with_mistakes(page: Page) -> None:
    page.locator("footer button[type=submit], .footer button[type=submit]").first.click()
    page.wait_for_load_state()
    assert english_seen(page) == []


def ask_for_shortcuts(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("heading", name="键盘快捷键").wait_for()
    assert english_seen(page) == []


STEPS = [open_panels, set_a_time, write_text, choose_a_picture, save_with_mistakes, ask_for_shortcuts]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_the_editor_says_no_word_of_english(person: Callable[..., Page], step: Callable[[Page], None]) -> None:
    page = person(NAME)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/write/")
    step(page)
