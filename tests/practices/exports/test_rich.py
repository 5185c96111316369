"""Long texts as blocks and as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from practices.formats.rich import Block, Run, blocks_of, to_markdown
from tests.practices.exports.cases import RICH
from vocabulary.richtext import stored_to_text

#: What a person types, without what ends a line or is lost at its ends.
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cf", "Cn")), min_size=1, max_size=30)


def test_every_part_of_a_text_is_a_block():
    assert blocks_of(RICH, base="https://example.invalid/") == (
        Block("heading", (Run("分三步走"),), 3),
        Block(
            "paragraph",
            (
                Run("先"),
                Run("摸清底数", bold=True),
                Run("，见"),
                Run("示例网页", address="https://example.invalid/a?b=1&c=2"),
                Run("。"),
            ),
        ),
        Block("item", (Run("登记"),), 0, 1),
        Block("item", (Run("划线"),), 0, 2),
        Block("item", (Run("只在路边"),), 1),
        Block("item", (Run("供电"),), 0),
        Block("rule"),
        Block("paragraph", (Run("一行\n又一行"),)),
    )


def test_links_within_the_site_are_written_whole():
    (block,) = blocks_of('<p><a href="/p/abc">案例</a> <a>没有地址</a></p>', base="https://example.invalid/")
    assert [run.address for run in block.runs] == ["https://example.invalid/p/abc", ""]


@pytest.mark.parametrize("markup", ["", "<p></p>", "<ul><li></li></ul>", " \n ", "<p> <br> </p>"])
def test_nothing_is_no_block(markup):
    assert blocks_of(markup) == ()


@pytest.mark.parametrize("markup", ["<li>没有清单", "</ul></p>散", "<ol><li>一<p>二", "<b>没有结束"])
def test_markup_that_is_not_closed_keeps_its_words(markup):
    assert "".join(block.text for block in blocks_of(markup)).replace("\n", "") == stored_to_text(markup).replace(
        "\n", ""
    )


def read_again(text: str):
    return blocks_of(MarkdownIt("commonmark", {"html": True}).render(text))


def test_markdown_is_the_same_text_again():
    blocks = blocks_of(RICH)
    assert read_again(to_markdown(blocks)) == blocks


@given(
    st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=4), st.sampled_from(["paragraph", "heading", "item"])
)
def test_no_character_of_a_text_is_taken_for_a_mark(words, kind):
    """Neighbours that look alike are one."""
    markup = "".join(f"<b>{_escaped(word)}</b>" if bold else _escaped(word) for word, bold in words)
    wrapped = {"paragraph": f"<p>{markup}</p>", "heading": f"<h3>{markup}</h3>", "item": f"<ul><li>{markup}</li></ul>"}
    blocks = blocks_of(wrapped[kind])
    assert read_again(to_markdown(blocks)) == blocks


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
