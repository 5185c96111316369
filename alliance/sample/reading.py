"""The sample cases and articles as they lie on disk: one JSON file a city, texts as lists of lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
#: Every sample case carries both; removal goes by them.
MARK = "（示例）"
KEYWORD = "示例"
NOTICE = "本页为示例内容，单位做法、人物和数字均为虚构，仅供演示。"
#: In this order, so that a case is loaded before those that learnt from it.
CITIES = ("jinan", "rizhao", "binzhou", "jining", "liaocheng", "heze", "weifang", "yantai")


def read_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of city slug and case."""
    for slug in CITIES:
        path = HERE / "cases" / f"{slug}.json"
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield slug, case


def read_articles() -> list[dict[str, Any]]:
    paths = sorted((HERE / "articles").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def to_html(lines: list[str]) -> str:
    """'# ' opens a heading, '- ' an item of a list; any other line is a paragraph."""
    return "".join(_block(kind, [_bare(line) for line in group]) for kind, group in groupby(lines, key=_kind))


def _kind(line: str) -> str:
    return {"# ": "h3", "- ": "li"}.get(line[:2], "p")


def _bare(line: str) -> str:
    return escape(line[2:] if _kind(line) != "p" else line, quote=False)


def _block(kind: str, texts: list[str]) -> str:
    markup = "".join(f"<{kind}>{text}</{kind}>" for text in texts)
    return f"<ul>{markup}</ul>" if kind == "li" else markup
