"""The sample cases, policies and articles as they lie on disk: one TOML file a city, a text as lines."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from practices.serializers import TERM_FIELDS

HERE = Path(__file__).resolve().parent
#: Every sample case carries both; removal goes by them.
MARK = "（示例）"
KEYWORD = "示例"
NOTICE = "本页为示例内容，单位做法、人物和数字均为虚构，仅供演示。"
#: On the page of a city that joined with the sample content only.
CITY_NOTICE = "<p>示例：本市仅为演示而列入，尚未正式加入联盟，单位和案例均为示例。</p>"
#: Founding cities and others in turn, so that the first few cases are from both.
CITIES = (
    *("jinan", "qingdao", "rizhao", "zibo", "binzhou", "zaozhuang", "jining", "dongying"),
    *("liaocheng", "taian", "heze", "weihai", "weifang", "linyi", "yantai", "dezhou"),
)
#: Folder -> form of the cases in it: 完整案例 before 快报.
FORMS = {"cases": "full", "snapshots": "snapshot"}
#: What is written as one line a row, its columns parted by bars.
ROWS = {
    "indicators": ("name", "unit", "before", "after", "measured_on", "better"),
    "steps": ("title", "body", "period"),
    "building_blocks": ("name", "how", "enabling_factors", "lesson"),
    "resources": ("kind", "name", "amount", "unit", "recurrence"),
    "policies": ("key", "clause"),
    "ranges": ("metric", "minimum", "maximum"),
}
ESSENTIAL = "! "


def read_cases(limit: int | None = None) -> list[dict[str, Any]]:
    """All of them, or the first `limit`: full cases first, the cities taking turns, a case after those it learnt
    from. `number` tells a case apart in texts and is the same whatever the limit."""
    written = [case for folder in FORMS for case in _in_turns(folder)]
    return [{**case, "number": number} for number, case in enumerate(_sources_first(written), start=1)][:limit]


def _in_turns(folder: str) -> Iterator[dict[str, Any]]:
    for turn in zip_longest(*(read_city(folder, slug) for slug in CITIES)):
        yield from (case for case in turn if case is not None)


def read_city(folder: str, slug: str) -> list[dict[str, Any]]:
    data = tomllib.loads((HERE / folder / f"{slug}.toml").read_text(encoding="utf-8"))
    return [_parsed({**case, "city": slug, "form": FORMS[folder]}) for case in data["case"]]


def _sources_first(cases: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    by_title = {case["title"]: case for case in cases}
    placed: dict[str, dict[str, Any]] = {}

    def place(case: dict[str, Any]) -> None:
        if case["title"] not in placed:
            if "derived_from" in case:
                place(by_title[case["derived_from"]])
            placed[case["title"]] = case

    for case in by_title.values():
        place(case)
    return list(placed.values())


def _parsed(case: dict[str, Any]) -> dict[str, Any]:
    """Words of vocabulary and keywords as lists, rows as mappings; public unless it says otherwise."""
    words = {name: case.get(name, "").split() for name in (*TERM_FIELDS, "keywords")}
    rows = {name: _rows(case.get(name, ""), columns) for name, columns in ROWS.items()}
    return {"visibility": "public", **case, **words, **rows, "conditions": _conditions(case.get("conditions", ""))}


def read_history() -> dict[str, dict[str, Any]]:
    """By the title of the case."""
    data = tomllib.loads((HERE / "history.toml").read_text(encoding="utf-8"))
    return {row["title"]: row for row in data["case"]}


def stages(case: dict[str, Any], history: dict[str, Any]) -> list[dict[str, Any]]:
    """The case as each of its versions told it, the oldest first; the last says what the case says today."""
    earlier = [
        {**case, **{name: _parsed_field(name, said) for name, said in row.items()}} for row in history["earlier"]
    ]
    return [*earlier, {**case, "published_on": history["revised_on"]}]


def _parsed_field(name: str, said: Any) -> Any:
    return _rows(said, ROWS[name]) if name in ROWS else said


def _rows(text: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """A cell left empty is left out."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        found.append({name: cell for name, cell in zip(columns, cells, strict=False) if cell})
    return found


def _conditions(text: str) -> list[dict[str, Any]]:
    """'! ' before what is indispensable, '? ' before what helps."""
    return [{"text": line[2:], "essential": line.startswith(ESSENTIAL)} for line in text.splitlines()]


def read_policies() -> dict[str, dict[str, Any]]:
    policies: dict[str, dict[str, Any]] = tomllib.loads((HERE / "policies.toml").read_text(encoding="utf-8"))
    return policies


def read_articles() -> list[dict[str, Any]]:
    paths = sorted((HERE / "articles").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def to_html(lines: Iterable[str]) -> str:
    """'# ' opens a heading, '- ' an item of a list; any other line is a paragraph."""
    return "".join(_block(kind, [_bare(line) for line in group]) for kind, group in groupby(lines, key=_kind))


def _kind(line: str) -> str:
    return {"# ": "h3", "- ": "li"}.get(line[:2], "p")


def _bare(line: str) -> str:
    return escape(line[2:] if _kind(line) != "p" else line, quote=False)


def _block(kind: str, texts: list[str]) -> str:
    markup = "".join(f"<{kind}>{text}</{kind}>" for text in texts)
    return f"<ul>{markup}</ul>" if kind == "li" else markup
