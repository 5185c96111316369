"""The search server stops answering while people work, and comes back."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site, running_site
from tests.elasticsearch import Node, NotStarted, own_node

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(600)]
WORD, NIGHT_MARKET = "占道经营", "海滨夜市占道经营疏堵结合"
DEGRADED = ".panel:has-text('搜索降级')"


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    try:
        with own_node() as node:
            yield node
    except NotStarted as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def site_on_node(prepared: Path, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("on-node") / "site"
    with running_site(prepared, folder, SEARCH_ENGINE="elasticsearch", ELASTICSEARCH_URL=node.url) as running:
        yield running


def test_readers_are_told_what_is_searched_meanwhile_and_find_all_again_afterwards(
    person: Callable[..., Page], keep: Callable[[Page, str], None], site_on_node: Site, node: Node
) -> None:
    visitor = person(address=site_on_node.address)
    hits, numbers = visitor.locator("article.hit"), visitor.locator(".choice .quiet")
    night_market = hits.filter(has_text=NIGHT_MARKET)
    search_until_all_is_searched(visitor, WORD)
    everything = hits.count()
    expect(night_market).to_have_count(1)
    expect(numbers.first).to_be_attached()

    node.hang()
    try:
        visitor.goto(f"/search/?q={WORD}")
        expect(visitor.locator(DEGRADED)).to_contain_text("下面只按标题和摘要查找")
        expect(night_market).to_have_count(1)
        expect(numbers).to_have_count(0)
        keep(visitor, "search-away")
        visitor.locator("fieldset", has=visitor.locator("#facet-city-rizhao")).locator("summary").click()
        visitor.locator("#facet-city-rizhao").check()
        expect(visitor).to_have_url(re.compile("city=rizhao"))
        expect(night_market).to_have_count(1)
        assert hits.count() < everything
    finally:
        node.go_on()

    search_until_all_is_searched(visitor, WORD)
    expect(hits).to_have_count(everything)
    expect(numbers.first).to_be_attached()


def search_until_all_is_searched(page: Page, word: str) -> None:
    """The worker makes the index; after an outage nobody asks the server for half a minute."""
    until = time.monotonic() + 60
    page.goto(f"/search/?q={word}")
    while page.locator(DEGRADED).count():
        assert time.monotonic() < until, "The search stays degraded."
        time.sleep(0.5)
        page.goto(f"/search/?q={word}")
