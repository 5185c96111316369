"""How well the search finds what judges say it should find: the usual measures over judged questions."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.documents import SearchDocument
from search.engines.temporary import temporary
from search.port import FACETS, Engine
from search.queries import parse
from search.services import ask, request_of

#: Ranks looked at by MRR, nDCG and recall; `success` looks at the first five.
DEPTH = 10
Judgements = Mapping[str, Mapping[str, int]]


class InputError(ValueError):
    """A line of the given files is not as it must be; the message names it."""


@dataclass(frozen=True)
class Answer:
    ids: tuple[str, ...]
    total: int
    is_relaxed: bool
    milliseconds: float


def read_passages(path: Path) -> Iterator[SearchDocument]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield _passage(line, f"{path.name}:{number}")


def _passage(line: str, place: str) -> SearchDocument:
    try:
        row = json.loads(line)
        return SearchDocument(str(row["id"]), str(row.get("title", "")), str(row["body"]), ("public",))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f'{place}: expected {{"id", "title", "body"}} as JSON') from error


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Question → passage id → grade."""
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            question, identifier, grade = line.split("\t")
            found.setdefault(question, {})[identifier] = int(grade)
        except ValueError as error:
            raise InputError(f"{path.name}:{number}: expected question, id and grade, tab-separated") from error
    if not found:
        raise InputError(f"{path.name}: no judged question in it")
    return found


def body_only(document: SearchDocument) -> SearchDocument:
    return SearchDocument(document.id, "", document.body, document.audiences)


def evaluate(
    passages: Path, judgements: Path, *, with_titles: bool = False, engine: str = "embedded"
) -> dict[str, float]:
    """A throw-away index of the passages, asked the way readers ask."""
    documents = (row if with_titles else body_only(row) for row in read_passages(passages))
    judged = read_judgements(judgements)
    with temporary(engine) as opened:
        opened.rebuild(documents, version=1)
        return measures(judged, lambda question: answer(opened, question))


def answer(engine: Engine, question: str) -> Answer:
    started = time.perf_counter()
    request = request_of(parse(question), facets=FACETS)
    results, asked = ask(engine, request)
    ids = tuple(hit.id for hit in results.hits[:DEPTH])
    return Answer(ids, results.total, asked != request, (time.perf_counter() - started) * 1000)


def measures(judged: Judgements, answered: Callable[[str], Answer]) -> dict[str, float]:
    grades = list(judged.values())
    answers = [answered(question) for question in judged]
    number = len(answers)
    pairs = list(zip(grades, answers, strict=True))
    times = sorted(given.milliseconds for given in answers)
    return {
        "mrr@10": sum(reciprocal_rank(wanted, given.ids) for wanted, given in pairs) / number,
        "ndcg@10": sum(ndcg(wanted, given.ids) for wanted, given in pairs) / number,
        "recall@10": sum(recall(wanted, given.ids) for wanted, given in pairs) / number,
        "success@5": sum(reciprocal_rank(wanted, given.ids[:5]) > 0 for wanted, given in pairs) / number,
        "zero_rate": sum(given.total == 0 for given in answers) / number,
        "relaxed_rate": sum(given.is_relaxed for given in answers) / number,
        "ms_p50": percentile(times, 0.5),
        "ms_p95": percentile(times, 0.95),
    }


def reciprocal_rank(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    return next((1 / rank for rank, identifier in enumerate(ids, 1) if wanted.get(identifier, 0) > 0), 0.0)


def ndcg(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    best = _gain(sorted(wanted.values(), reverse=True)[:DEPTH])
    return _gain([wanted.get(identifier, 0) for identifier in ids]) / best if best else 0.0


def _gain(grades: list[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1)))


def recall(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    relevant = {identifier for identifier, grade in wanted.items() if grade > 0}
    return len(relevant & set(ids)) / len(relevant) if relevant else 0.0


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
