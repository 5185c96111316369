"""From a question to a practice that travels: Liaocheng asks, Jinan answers with a case, Liaocheng tries it and writes down
what came of it, Jinan bears it out, Liaocheng's own case is published; Heze hears of what it follows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site, words_of
from tests.browser.test_main_job import approve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HARDSHIP = "渣土车夜里绕开卡口偷倒，怎样全程管住"
THEME = "建筑垃圾与渣土运输"
CASE = "渣土运输全过程联管联治（示例）"
COPY = "聊城渣土运输夜间联管"
#: These have an address for mail; nobody else on the site has one, so that what is sent is sent to them.
PEOPLE = ("liaocheng-editor", "liaocheng-approver", "jinan-editor", "jinan-approver", "heze-member")
PREPARED = f"""
from accounts.models import User
from notifications.events import Topic
from notifications.preferences import set_frequency
User.objects.update(email="")
for name in {PEOPLE!r}:
    person = User.objects.get(username=name)
    person.email = name + "@example.com"
    person.save()
    for topic in Topic:
        set_frequency(user=person, topic=topic, frequency="at_once")
"""
KEEPS = f"您是案例《{CASE}》的联系人"
OWNS = "您负责济南的这个案例"
#: Who, what, why: all mail that the loop sends, in the order in which it is sent.
EXPECTED = {
    ("heze-member", f"聊城求助：{HARDSHIP}", f"您关注了{THEME}"),
    ("jinan-editor", f"聊城求助：{HARDSHIP}", KEEPS),
    ("liaocheng-editor", f"济南答复了“{HARDSHIP}”", "您提出了这条求助"),
    ("jinan-editor", f"聊城采纳了您的答复：{HARDSHIP}", "您答复了这条求助"),
    ("jinan-editor", f"开始试行：{HARDSHIP}", "您的答复被采纳"),
    ("jinan-editor", f"聊城登记借鉴：{CASE}", OWNS),
    ("jinan-approver", f"聊城登记借鉴：{CASE}", OWNS),
    ("jinan-editor", f"聊城的借鉴有进展：{CASE}", OWNS),
    ("jinan-approver", f"聊城的借鉴有进展：{CASE}", OWNS),
    ("jinan-editor", f"聊城填写了借鉴结果，请核实：{CASE}", OWNS),
    ("jinan-approver", f"聊城填写了借鉴结果，请核实：{CASE}", OWNS),
    ("liaocheng-editor", f"借鉴记录已核实属实：{CASE}", "聊城登记了这次借鉴"),
    ("liaocheng-approver", f"借鉴记录已核实属实：{CASE}", "聊城登记了这次借鉴"),
    ("jinan-editor", f"求助已解决：{HARDSHIP}", "您的答复被采纳"),
    ("liaocheng-approver", f"{COPY} 等待审核", "您是聊城的审核人员"),
    ("liaocheng-editor", f"{COPY} 已通过审核", "您写了或提交了这个案例"),
    ("heze-member", f"聊城发布案例：{COPY}", f"您关注了{THEME}"),
}


def write_in(page: Page, label: str, words: str) -> None:
    """In a text of members."""
    page.locator(f".written__text[aria-label^='{label}']").first.click()
    page.keyboard.type(words)


def follow_theme(page: Page) -> None:
    page.goto("/themes/construction-waste/")
    page.get_by_role("button", name="关注").first.click()
    expect(page.get_by_role("button", name=re.compile("已关注|取消关注")).first).to_be_visible()


def ask(page: Page) -> str:
    page.goto("/exchanges/")
    page.get_by_role("link", name="我要求助").first.click()
    page.get_by_label("一句话说清难题").fill(HARDSHIP)
    write_in(page, "难在哪里", "城区工地四十多处，渣土车夜里绕开卡口往城外偷倒，抓一次罚一次，没有断根。")
    page.get_by_role("checkbox", name=THEME).check()
    page.get_by_role("radio", name="联盟内").check()
    expect(page.locator("#matches")).to_contain_text("渣土运输全过程")
    page.get_by_role("button", name="发出求助").click()
    expect(page.locator("h1")).to_have_text(HARDSHIP)
    return page.url


def answer(page: Page) -> None:
    """As the notification leads there."""
    page.goto("/requests/")
    page.get_by_role("link", name=re.compile(HARDSHIP)).first.click()
    write_in(page, "答复", "济南把工地、车辆、消纳场放在一张网上，附上案例。")
    page.locator("#find-case").press_sequentially("渣土运输全过程")
    page.locator("#offered-cases").get_by_role("checkbox", name=re.compile("渣土运输全过程")).check()
    page.get_by_role("button", name="发出答复").click()
    expect(page.locator(".answer")).to_contain_text("一张网")


def accept_and_try(page: Page, request: str) -> None:
    page.goto(request)
    page.get_by_role("button", name=re.compile("^采纳")).click()
    expect(page.locator(".answer--accepted")).to_be_visible()
    page.get_by_role("link", name="开始试行").click()
    page.get_by_label("怎样试").fill("先在东部片区十二处工地试行三个月。")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".meta .badge").first).to_have_text("试行中")


def record_adoption(page: Page, request: str) -> str:
    page.goto(request)
    page.locator(".answer").get_by_role("link", name=re.compile("渣土运输全过程")).first.click()
    page.get_by_role("link", name="记录借鉴").first.click()
    page.get_by_role("radio", name="试点").check()
    page.get_by_label("一句话说明").fill("东部片区十二处工地先试。")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="更新进展").click()
    page.get_by_role("radio", name="已采用").check()
    page.get_by_label("一句话说明").fill("试点结束，全市推开。")
    page.locator("form.form").get_by_role("button").click()
    page.get_by_role("link", name="填写改动和结果").click()
    page.get_by_label("改了什么").fill("没有新建平台，用已有的视频点位。")
    page.get_by_label("结果怎样").fill("夜间偷倒三个月内少了七成。")
    page.get_by_label("哪些没成").fill("跨县的车辆还管不住。")
    measure = page.locator("fieldset.measure").first
    measure.get_by_label("实施前").fill("40")
    measure.get_by_label("实施后").fill("12")
    measure.get_by_label("统计时间").fill("2026-06-30")
    measure.get_by_label("数据来源").fill("示例数据")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#result")).to_contain_text("少了七成")
    return page.url


def bear_out(page: Page) -> None:
    page.goto("/desk/")
    page.locator(".line", has_text="聊城").filter(has_text=CASE).locator("a.button").first.click()
    page.get_by_role("radio", name=re.compile("属实")).check()
    page.get_by_role("button", name=re.compile("核实")).click()
    expect(page.locator("#verified")).to_contain_text("属实")


def resolve_and_write_down(page: Page, request: str) -> None:
    """The draft comes with what is known; what only the city knows is added."""
    page.goto(request)
    page.get_by_role("link", name="登记结果：已解决").click()
    page.get_by_label("结果", exact=False).first.fill("夜间偷倒由每月四十起降到十二起。")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("button", name="转为案例").click()
    page.wait_for_load_state()
    page.get_by_role("textbox", name="案例名称").fill(COPY)
    page.get_by_role("textbox", name="一句话摘要").fill(
        "照济南的做法把工地、车辆、消纳场连起来，夜间偷倒三个月少了七成。"
    )
    page.get_by_role("tab", name="联系人与公开范围").click()
    page.get_by_role("textbox", name="联系人").fill("示例联系人")
    page.get_by_role("textbox", name="联系电话").fill("0635-0000321")
    page.get_by_role("radio", name="公开", exact=True).check()
    page.get_by_role("checkbox", name="已确认不涉密").check()
    page.get_by_role("button", name="更多操作").last.click()
    page.locator("button[name=action-submit]").click()
    page.wait_for_load_state()


def sent(site: Site) -> set[tuple[str, str, str]]:
    """Of what the loop is about: sample content of other cities is news for the same people."""
    found = []
    for letter in site.letters:
        why = re.search(r"为什么通知您：(.+)", words_of(letter))
        subject = str(letter["Subject"]).partition("] ")[2]
        found.append((str(letter["To"]).partition("@")[0], subject, why[1].strip() if why else ""))
    assert len(found) == len(set(found)), "Something was mailed twice."
    return {line for line in found if any(words in line[1] for words in (HARDSHIP, CASE, COPY))}


def test_a_question_becomes_a_practice_that_travels(
    person: Callable[..., Page], own_site: Site, keep: Callable[[Page, str], None]
) -> None:
    own_site.run(PREPARED)
    asker, jinan, follower = person("liaocheng-editor"), person("jinan-editor"), person("heze-member")
    follow_theme(follower)
    request = ask(asker)
    answer(jinan)
    accept_and_try(asker, request)
    keep(asker, "loop-request")
    adoption = record_adoption(asker, request)
    checker = person("jinan-approver")
    bear_out(checker)
    asker.goto(adoption)
    keep(asker, "loop-adoption")
    resolve_and_write_down(asker, request)
    approve(person("liaocheng-approver"), COPY)

    visitor = person()
    visitor.goto("/search/?q=渣土运输全过程联管联治")
    visitor.get_by_role("link", name=CASE).first.click()
    expect(visitor.locator(".badge--evidence")).to_contain_text("他市复现")
    expect(visitor.locator("#adoption")).to_contain_text("聊城")
    keep(visitor, "loop-case")
    visitor.get_by_role("link", name=re.compile("传播图")).first.click()
    expect(visitor.locator("table").first).to_contain_text(COPY)
    keep(visitor, "loop-spread")

    until = time.monotonic() + 60
    while sent(own_site) != EXPECTED and time.monotonic() < until:
        time.sleep(0.5)
    assert sent(own_site) == EXPECTED
