"""The judged set of the project: questions of officials, each with grades of the sample cases (search/data/judged)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from alliance.sample.parts import SOURCE
from alliance.sample.reading import KEYWORD, MARK, NOTICE, read_cases, to_html
from cities.models import City
from practices.serializers import LONG_TEXTS
from search.documents import SearchDocument
from vocabulary.models import Scheme, Term
from vocabulary.richtext import stored_to_text

FOLDER = Path(__file__).resolve().parent / "data" / "judged"
RECORDS = FOLDER / "records.tsv"
#: A city that joins has a lead bureau of this name.
BUREAU = "%s市城市管理局"
#: What tuning may look at, and what it may not. The second is no part of the product.
PARTS = {"tuning": FOLDER / "tuning.jsonl", "apart": Path(settings.BASE_DIR) / "tests/search/judged/apart.jsonl"}


@dataclass(frozen=True)
class JudgedQuery:
    """`passes`: record → grades of the first and the second pass; `grades`: what was settled on."""

    text: str
    kinds: tuple[str, ...]
    grades: dict[str, int]
    passes: dict[str, tuple[int, int]]


def read_judged(path: Path) -> list[JudgedQuery]:
    return [_query(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _query(row: dict[str, Any]) -> JudgedQuery:
    grades = {record: final for record, (_first, _second, final) in row["grades"].items()}
    passes = {record: (first, second) for record, (first, second, _final) in row["grades"].items()}
    return JudgedQuery(row["query"], tuple(row["kinds"]), grades, passes)


def read_records() -> dict[str, str]:
    """Title → id. An id stays when cases are added or put in another order."""
    rows = (line.split("\t") for line in RECORDS.read_text(encoding="utf-8").splitlines())
    return {title: record for record, title in rows}


def sample_documents() -> Iterator[SearchDocument]:
    """The sample cases as search.documents would make them of their pages, without loading them."""
    records = read_records()
    names = dict(City.objects.values_list("slug", "name"))
    themes = dict(Term.objects.in_scheme(Scheme.THEME).values_list("code", "name"))
    for case in read_cases():
        yield _document(records[case["title"]], case, names, themes)


def _document(record: str, case: dict[str, Any], cities: dict[str, str], themes: dict[str, str]) -> SearchDocument:
    case_themes = [code for code in themes if code in case["themes"]]
    texts = _texts(case, cities[case["city"]], [themes[code] for code in case_themes])
    values = {
        "type": ("practice",),
        "city": (case["city"],),
        "case_city": (case["city"],),
        "theme": tuple(case_themes),
        "lifecycle": tuple(case["lifecycle_stages"]),
        "loop": tuple(case["loop_phases"]),
        "year": (str(case["started_on"].year),) if "started_on" in case else (),
    }
    body, day = "\n".join(filter(None, texts)), case["published_on"].toordinal()
    return SearchDocument(record, case["title"] + MARK, body, ("public",), values=values, day=day)


def _texts(case: dict[str, Any], city: str, themes: list[str]) -> Iterator[str]:
    yield from (case["summary"], city, BUREAU % city, case.get("district", ""))
    yield from (KEYWORD, *case["keywords"])
    yield from (_plain(case, name) for name in LONG_TEXTS)
    yield from (f"{row['name']} {SOURCE}" for row in case["indicators"])
    yield from (f"{row['title']} {row.get('body', '')}" for row in case["steps"])
    for row in case["building_blocks"]:
        yield f"{row['name']} {row.get('how', '')} {row.get('lesson', '')}"
    yield from themes
    for file in case.get("files", []):
        yield f"{file['title']} {file['title']}{MARK}"
        yield file["text"]


def _plain(case: dict[str, Any], name: str) -> str:
    text = stored_to_text(to_html(case.get(name, "").splitlines()))
    return f"{NOTICE}\n{text}" if name == "context" else text
