"""A clerk brings a table, sees what will become of it, says yes and goes on writing in the draft."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEADER = ("案例名称", "一句话摘要", "业务领域", "开始时间", "主要做法", "成效指标", "领导批示")
INDICATORS = "指标名称 | 单位 | 实施前 | 实施后\n占道投诉 | 件/月 | 120 | 45"
CASES = (
    (
        "潮汐摊位分时进场",
        "早晚两段进场，投诉降六成",
        "市容秩序与占道经营",
        "2024年3月",
        "划三处疏导点。",
        INDICATORS,
        "很好",
    ),
    ("窨井盖一盖一码", "扫码报修，两小时到场", "市政设施", "去年", "给每个井盖编号。", "", ""),
    ("窨井盖一盖一码", "同名的又一行", "", "", "再编一次。", "", ""),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    for row in (HEADER, *CASES):
        book.active.append(row)
    path = tmp_path / "案例汇总.xlsx"
    book.save(path)
    return path


def test_a_table_becomes_drafts_after_it_was_looked_at(
    person: Callable[..., Page], keep: Callable[[Page, str], None], workbook: Path
) -> None:
    clerk = person("rizhao-editor")
    clerk.goto("/cms/imports/")
    clerk.locator("main input[type=file]").set_input_files(workbook)
    keep(clerk, "import-upload")
    clerk.locator("main form button[type=submit]").first.click()
    confirm = clerk.get_by_role("button", name="确认导入")
    expect(confirm).to_be_visible(timeout=60_000)
    table = clerk.locator("main table")
    for said in ("潮汐摊位分时进场", "新建草稿", "不能导入"):
        expect(table).to_contain_text(said)
    table.locator("summary").first.click()
    keep(clerk, "import-preview")

    confirm.click()
    expect(clerk.locator("main")).to_contain_text("导入完成", timeout=60_000)
    keep(clerk, "import-done")
    with clerk.expect_download() as started:
        clerk.get_by_role("link", name="下载报告").click()
    with Path(started.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert [row[2:4] for row in csv.reader(file)][1] == ["潮汐摊位分时进场", "已建草稿"]

    clerk.get_by_role("link", name="潮汐摊位分时进场").click()
    expect(clerk.get_by_role("textbox", name="案例名称")).to_have_value("潮汐摊位分时进场")
    expect(clerk.locator("main")).to_contain_text("领导批示：很好")
    keep(clerk, "import-draft")
