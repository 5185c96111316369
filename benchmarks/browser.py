"""What a reader with an old computer and a slow line waits for, as Chromium itself reports it: the largest paint, moved
layout, tasks that block the page. Processor slowed four times; 1.6 Mbit/s with 150 ms a round trip, nothing cached."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.report import Row

GROUP = "In the browser"
ROUNDS = 3
SLOWER = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
MOST_PAINT_MS, MOST_TASK_MS = 1_500, 50
WATCH = """
window.seen = {paint: 0, shift: 0, task: 0};
const watch = (type, act) => new PerformanceObserver(list => list.getEntries().forEach(act)).observe({type, buffered: true});
watch("largest-contentful-paint", entry => { window.seen.paint = entry.startTime; });
watch("layout-shift", entry => { window.seen.shift += entry.value; });
watch("longtask", entry => { window.seen.task = Math.max(window.seen.task, entry.duration); });
"""


def rows(port: int, pages: Mapping[str, str]) -> list[Row]:
    """None where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return [Row(GROUP, "not measured", {"Chromium": "missing"})]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            return [
                _row(name, [_visit(browser, port, path) for _round in range(ROUNDS)]) for name, path in pages.items()
            ]
        finally:
            browser.close()


def _visit(browser: Any, port: int, path: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH)
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
        page.wait_for_timeout(1_000)
        seen: dict[str, float] = page.evaluate("window.seen")
        return seen
    finally:
        context.close()


def _row(name: str, seen: list[dict[str, float]]) -> Row:
    """The median of the rounds: the machine has other things to do."""
    paint, shift, task = (median(visit[key] for visit in seen) for key in ("paint", "shift", "task"))
    figures = {"largest paint ms": paint, "layout shift": shift, "longest task ms": task}
    good = paint <= MOST_PAINT_MS and shift == 0 and task <= MOST_TASK_MS
    return Row(GROUP, name, figures, f"paint ≤ {MOST_PAINT_MS:,} ms, no shift, no task over {MOST_TASK_MS} ms", good)
