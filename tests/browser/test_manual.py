"""The pictures of the manual, taken from the sample site as its people see it.

`TAKE_MANUAL=1 python -m pytest -m slow tests/browser/test_manual.py` takes them anew into static/manual/; without it they go
to build/manual/, and the test says whether each picture of the manual can still be taken.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from alliance import manual
from tests.browser.site import ROOT
from tests.browser.test_full_case import PASTE, TITLE, long_text, press, write_snapshot

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

FOLDER = manual.PICTURES if os.environ.get("TAKE_MANUAL") else ROOT / "build" / "manual"
WIDTH = 1280
MOST_BYTES = 60 * 1024
#: Tried one after the other until a picture is small enough.
QUALITIES = (80, 65, 50, 35)
#: As it comes from a word processor: fonts and colours of its own.
REPORT = (
    '<p style="font-family:FangSong;color:red"><b>（一）基本情况。</b>河东早市占去半幅车道，2024 年投诉 1,126 件。</p>'
    '<p style="font-size:16pt">摊主一百二十户，多数是附近菜农，早上五点进场，八点以前散去。</p>'
    '<p style="font-size:16pt"><b>（二）主要问题。</b>清早堵车，散场后垃圾遍地，附近小区意见大。</p>'
)


def small_enough(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as picture:
        for quality in QUALITIES:
            written = io.BytesIO()
            picture.convert("RGB").save(written, "WEBP", quality=quality, method=6)
            if written.tell() <= MOST_BYTES:
                break
    return written.getvalue()


def take(page: Page, name: str, height: int = 720) -> None:
    """What is in sight at 1280 px, without the ring around what was clicked last."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.wait_for_timeout(400)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(small_enough(page.screenshot(clip=_clip(height))))


def _clip(height: int) -> dict[str, float]:
    return {"x": 0, "y": 0, "width": WIDTH, "height": height}


def of_reader(page: Page) -> None:
    page.goto("/search/?q=占道经营")
    take(page, "search", 760)
    page.locator(".hit .case__title a").first.click()
    take(page, "case", 760)


def of_writer(page: Page) -> None:
    write_snapshot(page)
    page.get_by_role("tab", name="快报").click()
    page.evaluate("scrollTo(0, 0)")
    take(page, "snapshot", 760)
    page.get_by_role("button", name="更多操作").last.click()
    take(page, "submit", 760)
    page.keyboard.press("Escape")
    page.locator(".completeness > details > summary").click()
    take(page, "completeness", 640)
    page.locator(".completeness > details > summary").click()
    context = long_text(page, "context")
    context.click()
    page.keyboard.press("ControlOrMeta+A")
    context.evaluate(PASTE, REPORT)
    page.set_viewport_size({"width": WIDTH, "height": 640})
    page.wait_for_timeout(400)
    context.evaluate("element => element.scrollIntoView({block: 'center'})")
    take(page, "pasted", 640)
    press(page, "action-submit")


def of_desk(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_role("button", name=re.compile("知道了")).click()
    page.goto("/desk/")
    take(page, "desk", 760)
    page.get_by_role("button", name=re.compile("登记复核")).first.click()
    page.wait_for_load_state()
    take(page, "verify", 660)
    page.goto("/desk/cases/")
    take(page, "own-cases", 760)


def of_approver(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.wait_for_load_state()
    page.locator("button[aria-label=切换状态面板], [data-side-panel-toggle=status]").first.click()
    take(page, "schedule", 640)
    page.locator("button[aria-label=切换状态面板], [data-side-panel-toggle=status]").first.click()
    page.reload()
    page.get_by_role("button", name="更多操作").last.click()
    take(page, "review", 760)
    page.get_by_role("button", name="退回修改").last.click()
    page.locator(".modal-content textarea").fill("“背景与问题”请写清原来每月多少件投诉，来源是哪里。")
    take(page, "send-back", 640)
    page.goto("/members/rizhao/")
    take(page, "members", 880)
    page.goto("/members/rizhao/profile/")
    take(page, "profile", 760)
    page.goto("/desk/cases/?state=published")
    page.locator(".own__read").first.click()
    page.locator(".tools a", has_text="缩小公开范围").click()
    page.wait_for_load_state()
    take(page, "narrow", 640)


def of_office(page: Page) -> None:
    page.goto("/office/cities/")
    take(page, "cities", 640)
    page.goto("/cms/snippets/alliance/featuredslot/")
    take(page, "featured", 640)
    page.goto("/cms/vocabulary/terms/")
    take(page, "terms", 640)
    page.goto("/rizhao/practices/")
    page.locator(".case__title a").first.click()
    page.locator(".tools a", has_text="下架").click()
    page.wait_for_load_state()
    take(page, "take-down", 560)


def test_every_picture_of_the_manual_can_be_taken(person: Callable[..., Page]) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in Path(FOLDER).glob("*.webp")}
    of_reader(person("heze-member"))
    writer = person("rizhao-editor")
    of_desk(writer)
    of_writer(writer)
    of_approver(person("rizhao-approver"))
    of_office(person("office"))
    visitor = person()
    visitor.goto("/accounts/login/")
    take(visitor, "login", 560)
    taken = {path.stem for path in FOLDER.glob("*.webp") if path.stat().st_mtime_ns != before.get(path.name)}
    assert taken == {picture.name for topic in manual.all_topics().values() for picture in topic.pictures}
