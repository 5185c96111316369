"""A review from its opening to the certificate: two reviewers of other cities, the author, the office."""

from __future__ import annotations

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.axe import violations
from tests.browser.conftest import SCREENSHOTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CASE = "海滨夜市占道经营疏堵结合"


def find_case(page: Page) -> None:
    page.goto(f"/search/?q={CASE}")
    page.get_by_role("link", name=CASE).first.click()


def ask(page: Page, city: str) -> None:
    chooser = page.locator("select[name=membership]")
    if not chooser.is_visible():
        page.locator("summary", has_text="请其他评审人").click()
    chooser.select_option(label=f"{city} · 示例{city}评审")
    page.locator("details[open]").get_by_role("button", name="邀请").click()


def score(page: Page) -> None:
    page.goto("/desk/")
    page.locator(".line", has_text=CASE).locator("a.button", has_text="去评分").click()
    page.get_by_role("button", name="接受评审").click()
    for criterion in page.locator("fieldset.criterion").all():
        choices = criterion.locator("input[type=radio]")
        (choices.last if choices.count() == 4 else choices.first).check()
        criterion.locator("textarea").fill("数据有来源，做法说得清楚。")
    page.get_by_role("button", name="提交评分").click()
    expect(page.locator(".messages")).to_contain_text("评分已提交，谢谢。")


def test_a_case_is_reviewed_by_two_cities_answered_and_recognised(person):
    office = person("office")
    find_case(office)
    case = office.url
    office.get_by_role("link", name="评审", exact=True).click()
    office.get_by_role("button", name="开始评审").click()
    review = office.url
    ask(office, "日照")
    expect(office.locator(".errorlist")).to_have_text("和案例同属日照，不能评审本市案例。")
    for city in ("济南", "菏泽"):
        ask(office, city)
        expect(office.locator("#reviewers + .lines")).to_contain_text(f"示例{city}评审")
    score(person("jinan-reviewer"))
    score(person("heze-reviewer", "phone"))

    office.goto(review)
    office.get_by_role("button", name="请作者答复").click()
    author = person("rizhao-editor", "phone")
    author.goto("/desk/")
    author.locator(".line", has_text=CASE).locator("a.button", has_text="去答复").click()
    expect(author.locator("#scores ~ .scroll")).to_contain_text("评审人 1")
    expect(author.locator("main")).not_to_contain_text("示例济南评审")
    assert violations(author) == []
    author.get_by_label("答复").fill("感谢评审，已补充半年数据。")
    author.get_by_role("button", name="提交答复").click()
    expect(author.locator(".messages")).to_contain_text("答复已记入评审记录。")

    office.goto(review)
    expect(office.locator("main")).to_contain_text("感谢评审，已补充半年数据。")
    assert violations(office) == []
    office.get_by_label("推荐推广案例").check()
    office.locator("#id_decide_reasons").fill("达到合格分，做法可以推广。")
    office.get_by_role("button", name="作结论并通知").click()
    expect(office.locator("#outcome + p")).to_contain_text("推荐推广案例")
    assert violations(office) == []

    for size in ("desktop", "phone"):
        visitor = person(size=size)
        visitor.goto(case)
        visitor.locator(".badge--award", has_text="推荐推广案例").click()
        expect(visitor.locator(".certificate")).to_contain_text(CASE)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        assert violations(visitor) == []
        visitor.screenshot(path=SCREENSHOTS / f"certificate-{size}.png", full_page=True)
    visitor.emulate_media(media="print")
    sheets = PdfReader(BytesIO(visitor.pdf(prefer_css_page_size=True))).pages
    assert [sorted(round(float(side)) for side in sheet.mediabox[2:]) for sheet in sheets] == [[595, 842]]
