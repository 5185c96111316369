"""Markdown: a case in a file of its own, and the long texts in cells of a sheet.

Only what a long text may carry comes out (vocabulary.richtext): paragraphs, headings, lists, bold, links, lines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from practices.formats.assemble import Gathered, assemble
from practices.formats.drafts import CaseDraft
from practices.formats.encodings import decode

#: Level of a heading in a text → ours. What the exporter wrote as h3 comes back as h3.
TAGS = {1: "h3", 2: "h3", 3: "h3", 4: "h4", 5: "h4", 6: "h4"}
_BOLD_TAGS = {"<b>": "<b>", "</b>": "</b>", "<strong>": "<b>", "</strong>": "</b>", "<br>": "<br/>", "<br/>": "<br/>"}
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^([^:：]{1,30})\s*[:：]\s*(.*)$")


@cache
def _parser() -> MarkdownIt:
    """Indented lines are paragraphs of people who indent, never code."""
    return MarkdownIt("commonmark").enable("table").disable(["code", "html_block"])


def html_of(text: str, *, lines_are_paragraphs: bool = False, deeper: int = 0) -> str:
    """Of a cell or of a section. In a cell every line is a paragraph, whether or not an empty one stands between.
    `deeper`: how far below their own level its headings were written."""
    text = "\n".join(line.strip("　") for line in text.splitlines())
    return "".join(_rendered(_parser().parse(text), lines_are_paragraphs, deeper))


def _rendered(tokens: Iterable[Token], lines_are_paragraphs: bool, deeper: int) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _inline(token.children or [], lines_are_paragraphs and token.level == 1)
        elif token.type in ("paragraph_open", "paragraph_close"):
            # Inside a list that was written closely an item is its text.
            yield "" if token.hidden else f"<{'/' if token.nesting < 0 else ''}p>"
        elif token.type in ("heading_open", "heading_close"):
            level = TAGS[max(1, int(token.tag[1]) - deeper)]
            yield f"<{'/' if token.nesting < 0 else ''}{level}>"
        elif token.type.removesuffix("_open").removesuffix("_close") in ("bullet_list", "ordered_list", "list_item"):
            yield f"<{'/' if token.nesting < 0 else ''}{token.tag}>"
        elif token.type == "hr":
            yield "<hr/>"
        elif token.type == "fence":
            yield f"<p>{html.escape(token.content.strip(), quote=False)}</p>"


def _inline(tokens: Iterable[Token], lines_are_paragraphs: bool) -> str:
    written = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            written.append(html.escape(token.content, quote=False))
        elif token.type in ("strong_open", "strong_close"):
            written.append("<b>" if token.nesting > 0 else "</b>")
        elif token.type == "link_open":
            written.append(f'<a href="{html.escape(str(token.attrGet("href") or ""))}">')
        elif token.type == "link_close":
            written.append("</a>")
        elif token.type == "softbreak":
            written.append("</p><p>" if lines_are_paragraphs else "<br/>")
        elif token.type == "hardbreak":
            written.append("<br/>")
        elif token.type == "html_inline":
            written.append(
                _BOLD_TAGS.get(token.content.lower().replace(" ", ""), html.escape(token.content, quote=False))
            )
        elif token.type == "image":
            written.append(html.escape(token.content, quote=False))
    return "".join(written)


# --- a case in a file ---------------------------------------------------------------------------------------------
def read_markdown(content: bytes, name: str) -> CaseDraft:
    """Facts at the head between two lines of dashes, the title as first heading, a heading for each part."""
    decoded = decode(content)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    gathered = Gathered(findings=list(decoded.findings))
    if front := _FRONT.match(text):
        _read_front(gathered, front[1])
        text = text[front.end() :]
    _read_body(gathered, text)
    return assemble(gathered, source=name)


def _read_front(gathered: Gathered, front: str) -> None:
    for line in front.splitlines():
        if found := _FRONT_LINE.match(line.strip()):
            gathered.add_fact(found[1].strip(), _unquoted(found[2].strip()))
        elif line.strip():
            gathered.unplaced.append(line.strip())


def _unquoted(value: str) -> str:
    """A value in quotation marks is written as in JSON."""
    import json

    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value[1:-1]
    return value


def _read_body(gathered: Gathered, text: str) -> None:
    tokens = _parser().parse(text)
    level = _section_level(tokens)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _end_of(tokens, position)
        piece = tokens[position : end + 1]
        if token.type == "heading_open" and int(token.tag[1]) <= level:
            words = piece[1].content if piece[1].type == "inline" else ""
            plain_words = re.sub(r"\\(.)", r"\1", words)
            if not gathered.title and int(token.tag[1]) < max(level, 2) and not gathered.has_begun:
                gathered.title = plain_words
            else:
                gathered.begin(plain_words)
        elif token.type == "table_open":
            gathered.add_table(_table(piece))
        else:
            gathered.add_html("".join(_rendered(piece, False, level - 1)))
        position = end + 1


def _section_level(tokens: list[Token]) -> int:
    """Of the headings that part the case: below the title where there is one."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    if not levels:
        return 2
    first = levels[0]
    return first + 1 if levels.count(first) == 1 and len(levels) > 1 and min(levels) == first else min(levels)


def _end_of(tokens: list[Token], position: int) -> int:
    """Where the block ends that begins at `position`."""
    depth = 0
    for number in range(position, len(tokens)):
        depth += tokens[number].nesting
        if depth <= 0:
            return number
    return len(tokens) - 1


def _table(tokens: list[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            markup = _inline(token.children or [], False)
            rows[-1].append(html.unescape(re.sub(r"<[^>]*>", "", markup.replace("<br/>", "\n"))))
    return rows
