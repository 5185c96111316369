"""How good an engine is on judged questions: the production query path over a throw-away index."""

from __future__ import annotations

import json
import math
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.documents import SearchDocument
from search.port import PAGE_SIZE, Engine
from search.queries import parse
from search.services import ask, request_for

#: Ranks looked at.
DEPTH = 10
#: question → document id → grade, 1 or more being relevant
Judgements = Mapping[str, Mapping[str, int]]


def read_passages(path: Path) -> Iterator[SearchDocument]:
    """Lines of {"id", "title", "body"}. The title is left out: many a question repeats it, and would find it too
    easily."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield SearchDocument(row["id"], "", row["body"], ("public",), values={"type": ("practice",)})


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Lines of question, document id and grade between tabs."""
    found: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        question, identifier, grade = line.rsplit("\t", 2)
        found.setdefault(question, {})[identifier] = int(grade)
    return found


@dataclass
class Scores:
    """Lists with an entry a question; `report` makes means and percentiles of them."""

    reciprocal: list[float] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    success: list[float] = field(default_factory=list)
    zero: list[float] = field(default_factory=list)
    relaxed: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, ids: Sequence[str], grades: Mapping[str, int]) -> None:
        top = list(ids[:DEPTH])
        relevant = {identifier for identifier, grade in grades.items() if grade > 0}
        ranks = [rank for rank, identifier in enumerate(top, start=1) if identifier in relevant]
        self.reciprocal.append(1 / ranks[0] if ranks else 0.0)
        self.ndcg.append(ndcg(top, grades))
        self.recall.append(len(ranks) / len(relevant) if relevant else 0.0)
        self.success.append(float(bool(ranks) and ranks[0] <= 5))

    def report(self) -> dict[str, float]:
        ordered = sorted(self.milliseconds)
        return {
            "queries": len(self.reciprocal),
            "mrr@10": _mean(self.reciprocal),
            "ndcg@10": _mean(self.ndcg),
            "recall@10": _mean(self.recall),
            "success@5": _mean(self.success),
            "zero_rate": _mean(self.zero),
            "relaxed_rate": _mean(self.relaxed),
            "ms_p50": percentile(ordered, 0.5),
            "ms_p95": percentile(ordered, 0.95),
        }


def ndcg(top: Sequence[str], grades: Mapping[str, int]) -> float:
    """With gains 2^grade - 1, against the best order there is."""
    best = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return _gain([grades.get(identifier, 0) for identifier in top]) / best if best else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _mean(values: Sequence[float]) -> float:
    return round(statistics.fmean(values), 4) if values else 0.0


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of sorted values, the nearest rank; 0 for none."""
    return round(ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)], 3) if ordered else 0.0


def evaluate(engine: Engine, judgements: Judgements) -> dict[str, float]:
    scores = Scores()
    for question, grades in judgements.items():
        started = time.perf_counter()
        results, is_relaxed = ask(engine, request_for(parse(question)))
        scores.milliseconds.append((time.perf_counter() - started) * 1000)
        scores.add(results.ids[:PAGE_SIZE], grades)
        scores.zero.append(float(results.total == 0))
        scores.relaxed.append(float(is_relaxed))
    return scores.report()
