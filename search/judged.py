"""The judged set of the project: questions of officials, each with grades of the sample cases (search/data/judged)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from alliance.sample.parts import SOURCE
from alliance.sample.reading import KEYWORD, MARK, NOTICE, read_cases, to_html
from cities.models import City
from practices.models import Kind
from practices.serializers import LONG_TEXTS
from search.documents import SearchDocument
from search.evaluation import Agreement, Answer, InputError, Rewriter, agreement, answer, averages
from search.marks import FileText, joined
from search.port import Engine
from vocabulary.models import Scheme, Term
from vocabulary.richtext import stored_to_text

FOLDER = Path(__file__).resolve().parent / "data" / "judged"
RECORDS = FOLDER / "records.tsv"
#: A city that joins has a lead bureau of this name.
BUREAU = "%s市城市管理局"
BASELINE = FOLDER / "baseline.json"
ALL = "all"
#: What tuning may look at, and what it may not. The second is no part of the product.
PARTS = {"tuning": FOLDER / "tuning.jsonl", "apart": Path(settings.BASE_DIR) / "tests/search/judged/apart.jsonl"}


@dataclass(frozen=True)
class JudgedQuery:
    """`passes`: record → grades of the first and the second pass; `grades`: what was settled on."""

    text: str
    kinds: tuple[str, ...]
    grades: dict[str, int]
    passes: dict[str, tuple[int, int]]


def read_judged(part: str) -> list[JudgedQuery]:
    path = PARTS[part]
    if not path.exists():
        raise InputError(f"{path} is missing: it is no part of an installed platform.")
    return [_query(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _query(row: dict[str, Any]) -> JudgedQuery:
    grades = {record: final for record, (_first, _second, final) in row["grades"].items()}
    passes = {record: (first, second) for record, (first, second, _final) in row["grades"].items()}
    return JudgedQuery(row["query"], tuple(row["kinds"]), grades, passes)


def agreement_of(queries: Sequence[JudgedQuery]) -> Agreement:
    """Of the two passes, each need counted once: an alias has the grades of what it means."""
    passes = {tuple(query.passes.items()) for query in queries}
    return agreement([grades for of_query in passes for _record, grades in of_query])


def by_kind(
    queries: Sequence[JudgedQuery], engine: Engine, rewritten: Rewriter | None = None
) -> dict[str, dict[str, float]]:
    """Kind → measures, all of them under ALL; `number` is how many queries there are."""
    answers = [answer(engine, query.text, rewritten) for query in queries]
    pairs = list(zip(queries, answers, strict=True))
    kinds = [ALL, *dict.fromkeys(kind for query in queries for kind in query.kinds)]
    return {kind: _row([pair for pair in pairs if kind in (ALL, *pair[0].kinds)]) for kind in kinds}


def _row(pairs: list[tuple[JudgedQuery, Answer]]) -> dict[str, float]:
    return {"number": len(pairs), **averages([(query.grades, given) for query, given in pairs])}


def read_records() -> dict[str, str]:
    """Title → id. An id stays when cases are added or put in another order."""
    rows = (line.split("\t") for line in RECORDS.read_text(encoding="utf-8").splitlines())
    return {title: record for record, title in rows}


def sample_documents() -> Iterator[SearchDocument]:
    """The sample cases as search.documents would make them of their pages, without loading them."""
    records = read_records()
    names = dict(City.objects.values_list("slug", "name"))
    themes = {term.code: term for term in Term.objects.in_scheme(Scheme.THEME)}
    for case in read_cases():
        yield _document(records[case["title"]], case, names, themes)


def _document(record: str, case: dict[str, Any], cities: dict[str, str], themes: dict[str, Term]) -> SearchDocument:
    case_themes = [code for code in themes if code in case["themes"]]
    names = _names(case, cities[case["city"]], [themes[code].name for code in case_themes])
    values = {
        "type": ("practice",),
        "city": (case["city"],),
        "case_city": (case["city"],),
        "theme": tuple(case_themes),
        "lifecycle": tuple(case["lifecycle_stages"]),
        "loop": tuple(case["loop_phases"]),
        "year": (str(case["started_on"].year),) if "started_on" in case else (),
    }
    subjects = [KEYWORD, *case["keywords"], *(f"{themes[code].name} {themes[code].name_en}" for code in case_themes)]
    if case.get("kind") == Kind.LESSON:
        subjects.append(str(Kind.LESSON.label))
    return SearchDocument(
        record,
        case["title"] + MARK,
        joined(_prose(case), names, _files(case)),
        ("public",),
        values=values,
        day=case["published_on"].toordinal(),
        subjects=" ".join(subjects),
        summary=case["summary"],
    )


def _prose(case: dict[str, Any]) -> Iterator[str]:
    yield case["summary"]
    yield from (_plain(case, name) for name in LONG_TEXTS)
    yield from ("：".join(filter(None, (row["title"], row.get("body")))) for row in case["steps"])
    for row in case["building_blocks"]:
        yield from (row["name"], row.get("how", ""), row.get("lesson", ""))


def _names(case: dict[str, Any], city: str, themes: list[str]) -> Iterator[str]:
    yield from (city, BUREAU % city, case.get("district", ""))
    yield from (KEYWORD, *case["keywords"])
    for row in case["indicators"]:
        yield from (row["name"], SOURCE)
    yield from themes


def _files(case: dict[str, Any]) -> Iterator[FileText]:
    for number, file in enumerate(case.get("files", []), 1):
        yield FileText(number, f"{file['title']} {file['title']}{MARK}", file["text"])


def _plain(case: dict[str, Any], name: str) -> str:
    text = stored_to_text(to_html(case.get(name, "").splitlines()))
    return f"{NOTICE}\n{text}" if name == "context" else text


def read_baseline() -> float:
    """nDCG@10 of the tuning part that a change may not fall short of by more than 0.01."""
    return float(json.loads(BASELINE.read_text(encoding="utf-8"))["ndcg@10"])


def write_baseline(ndcg: float) -> None:
    BASELINE.write_text(json.dumps({"ndcg@10": round(ndcg, 4)}) + "\n", encoding="utf-8")
