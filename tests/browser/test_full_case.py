"""A clerk grows a snapshot into a full case from a Word report; the approver sends it back once, then approves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "河东早市退路进院与摊位自治"
WORD = Path(__file__).with_name("word.html")
LONG_TEXTS = ("aims", "governance", "difficulties", "transferability", "sustainability", "lessons")
TICKS = ("lifecycle_stages", "loop_phases", "root_problems", "actors")
#: Relation → column → what is typed.
ROWS = {
    "steps": {"title": "摸清底数", "body": "两人一组逐条街登记。"},
    "conditions": {"text": "步行十分钟内有可用空地"},
    "resources": {"name": "划线供电", "amount": "38.5", "unit": "万元"},
    "building_blocks": {"name": "摊位自治公约"},
}
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "");
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def long_text(page: Page, name: str):
    return page.locator(f"[data-contentpath={name}] .public-DraftEditor-content")


def lead_to(page: Page, rule: str) -> None:
    """By the meter, as a clerk gets there."""
    meter = page.locator(".completeness > details")
    if meter.get_attribute("open") is None:
        meter.locator("summary").click()
    meter.locator(f"[data-rule={rule}] a").click()


def missing(page: Page) -> list[str]:
    return page.locator(".completeness [data-rule]:not([hidden])").evaluate_all(
        "found => found.map(item => item.dataset.rule)"
    )


def press(page: Page, action: str) -> None:
    """Saving is the button in sight; the others stand behind the arrow."""
    page.get_by_role("button", name="更多操作").last.click()
    page.locator(f"button[name={action}]").click()
    page.wait_for_load_state()


def write_snapshot(page: Page) -> None:
    page.goto("/write/")
    page.get_by_role("textbox", name="案例名称").fill(TITLE)
    page.get_by_role("textbox", name="一句话摘要").fill("把马路早市迁进闲置院子，摊位实名、垃圾日清。")
    page.get_by_role("checkbox", name="市容秩序与占道经营").check()
    page.locator(".tagit input").first.fill("早市")
    page.keyboard.press("Enter")
    page.locator("#id_started_on").fill("2024-03-01")
    long_text(page, "context").evaluate(PASTE, WORD.read_text(encoding="utf-8"))
    long_text(page, "approach").click()
    page.keyboard.type("先登记摊主，再整修院子，最后抽签进场。")
    page.locator("#id_indicators-ADD").click()
    for column, value in {
        "name": "占道投诉",
        "unit": "件/月",
        "before": "126",
        "after": "48",
        "measured_on": "2024-12-31",
        "source": "示例数据",
    }.items():
        page.locator(f"#id_indicators-0-{column}").fill(value)
    page.get_by_role("tab", name="联系人与公开范围").click()
    page.get_by_role("textbox", name="联系人").fill("示例联系人")
    page.get_by_role("textbox", name="联系电话").fill("0633-0000321")
    page.get_by_role("radio", name="公开", exact=True).check()
    page.get_by_role("checkbox", name="已确认不涉密").check()


def fill_the_rest(page: Page, paper: Path) -> None:
    for name in TICKS:
        lead_to(page, name)
        page.locator(f"[name={name}]").first.check()
    for name in LONG_TEXTS:
        lead_to(page, name)
        long_text(page, name).click()
        page.keyboard.type("第一批院子太远，摊主不愿去，后来改到河东。")
    for relation, columns in ROWS.items():
        if relation != "building_blocks":
            lead_to(page, relation)
        else:
            page.get_by_role("tab", name="模块、投入与依据").click()
        page.locator(f"#id_{relation}-ADD").click()
        for column, value in columns.items():
            page.locator(f"#id_{relation}-0-{column}").fill(value)
    cite_a_new_policy(page)
    add_evidence(page, paper)


def cite_a_new_policy(page: Page) -> None:
    lead_to(page, "policy_citations")
    page.locator("#id_policy_citations-ADD").click()
    page.locator("#id_policy_citations-0-policy-chooser button[data-chooser-action-choose]").first.click()
    dialog = page.locator(".modal-content")
    dialog.get_by_role("tab", name="新建").click()
    dialog.locator("input[name$=title]").fill("示例市早市管理办法")
    dialog.locator("form button[type=submit]").last.click()
    expect(page.locator("#id_policy_citations-0-policy-chooser")).to_contain_text("示例市早市管理办法")


def add_evidence(page: Page, paper: Path) -> None:
    lead_to(page, "evidence_files")
    page.locator("#id_evidence_files-ADD").click()
    page.locator("#id_evidence_files-0-document-chooser button[data-chooser-action-choose]").first.click()
    dialog = page.locator(".modal-content")
    dialog.get_by_role("tab").nth(1).click()
    dialog.locator("input[type=file]").set_input_files(paper)
    dialog.locator("input[name$=title]").fill("投诉月报")
    dialog.locator("form button[type=submit]").last.click()
    expect(page.locator("#id_evidence_files-0-document-chooser")).to_contain_text("投诉月报")
    page.locator("#id_evidence_files-0-description").fill("十二个月的投诉数")


def decide(page: Page, action: str, comment: str = "") -> None:
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.wait_for_load_state()
    if action != "approve":
        page.get_by_role("button", name="更多操作").last.click()
    button = page.locator(f"button[data-workflow-action-name={action}]").first
    if comment:
        button.click()
        page.locator(".modal-content textarea").fill(comment)
        button = page.locator(".modal-content [type=submit]")
    with page.expect_navigation():
        button.click()


def test_a_snapshot_grows_into_a_full_case_is_sent_back_and_approved(
    person: Callable[..., Page], keep: Callable[[Page, str], None], tmp_path: Path
) -> None:
    paper = tmp_path / "月报.txt"
    paper.write_text("一月 126 件，十二月 48 件。", encoding="utf-8")
    editor = person("rizhao-editor")
    write_snapshot(editor)
    expect(editor.locator("[data-state=full]")).to_be_visible(timeout=5_000)
    keep(editor, "editor-snapshot")
    fill_the_rest(editor, paper)
    expect(editor.locator("[data-percent]")).to_have_text("100%", timeout=5_000)
    assert missing(editor) == []
    keep(editor, "editor-full")
    press(editor, "action-submit")

    approver = person("rizhao-approver")
    decide(approver, "reject", comment="请补充数据的统计口径。")
    editor.goto("/desk/")
    expect(editor.locator("main")).to_contain_text("请补充数据的统计口径。")
    keep(editor, "desk-sent-back")
    editor.get_by_role("link", name=re.compile(TITLE)).first.click()
    editor.wait_for_load_state()
    editor.locator("#id_indicators-0-source").fill("示例数据，按登记日统计")
    press(editor, "action-restart-workflow")
    decide(approver, "approve")

    reader = person()
    reader.goto("/rizhao/practices/")
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    context = reader.locator("#context").inner_html()
    assert "（一）基本情况。" in context and "<b>" in context
    items = [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r"<li>(.*?)</li>", context, re.DOTALL)]
    assert (
        items == ["先登记摊主；", "再整修院子；", "第一批进场。"] and "<ol>" in context and "（二）主要做法" in context
    )
    assert not re.search(r"style=|class=|mso|<o:|<table|<img|<script|font-family", context)
    for part in ("摸清底数", "摊位自治公约", "示例市早市管理办法", "投诉月报", "38.5 万元", "按登记日统计"):
        expect(reader.locator("main")).to_contain_text(part)
    keep(reader, "case-full")
