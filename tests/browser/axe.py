"""What axe-core finds on a page as it stands, in both colour schemes."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

from tests.browser.conftest import LAY_OUT

#: axe-core 4 (MPL 2.0), as the package ships it.
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (rules) => {
  const options = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};
  const found = await axe.run(document, {...options, resultTypes: ['violations']});
  return found.violations.map((one) => `${one.id}: ` + one.nodes.map((node) => node.target.join(' ')).join(' | '));
}"""
CONTRAST = ["color-contrast"]


def violations(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(LAY_OUT)
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, [])
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [f"dark, {one}" for one in page.evaluate(RUN, CONTRAST)]
