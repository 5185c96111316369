"""How well the search finds what judges say it should find: the usual measures over judged questions."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.documents import SearchDocument
from search.engines.temporary import temporary
from search.port import FACETS, Engine
from search.questions import Question
from search.services import ask

#: Ranks looked at by MRR, nDCG and recall; `success` looks at the first five.
DEPTH = 10
SUCCESS_DEPTH = 5
#: From this grade on a hit is what was looked for; where nothing has it, the best grade there is.
RELEVANT = 2
HIGHEST = 3
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
    with temporary(engine, documents) as opened:
        return measures(judged, lambda question: answer(opened, question))


#: Question and what it finds → the question as it was meant, where the page answers that instead.
Rewriter = Callable[[str, "Answer"], str | None]


def answer(engine: Engine, question: str, rewritten: Rewriter | None = None) -> Answer:
    given = _answer(engine, question)
    meant = rewritten(question, given) if rewritten else None
    return _answer(engine, meant) if meant else given


def _answer(engine: Engine, question: str) -> Answer:
    started = time.perf_counter()
    request = Question(question).request(facets=FACETS)
    results, asked = ask(engine, request)
    ids = tuple(hit.id for hit in results.hits)
    return Answer(ids, results.total, asked != request, (time.perf_counter() - started) * 1000)


def measures(judged: Judgements, answered: Callable[[str], Answer]) -> dict[str, float]:
    pairs = [(grades, answered(question)) for question, grades in judged.items()]
    return averages(pairs)


def averages(pairs: Sequence[tuple[Mapping[str, int], Answer]]) -> dict[str, float]:
    """The measures over (grades, answer) of some questions; at least one."""
    number = len(pairs)
    times = sorted(given.milliseconds for _wanted, given in pairs)
    return {
        "mrr@10": sum(reciprocal_rank(wanted, given.ids[:DEPTH]) for wanted, given in pairs) / number,
        "ndcg@10": sum(ndcg(wanted, given.ids[:DEPTH]) for wanted, given in pairs) / number,
        "recall@10": sum(recall(wanted, given.ids[:DEPTH]) for wanted, given in pairs) / number,
        "success@5": sum(reciprocal_rank(wanted, given.ids[:SUCCESS_DEPTH]) > 0 for wanted, given in pairs) / number,
        "zero_rate": sum(given.total == 0 for _wanted, given in pairs) / number,
        "relaxed_rate": sum(given.is_relaxed for _wanted, given in pairs) / number,
        "ms_p50": percentile(times, 0.5),
        "ms_p95": percentile(times, 0.95),
    }


def relevant(wanted: Mapping[str, int]) -> set[str]:
    least = max(1, min(RELEVANT, max(wanted.values(), default=0)))
    return {identifier for identifier, grade in wanted.items() if grade >= least}


def reciprocal_rank(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    looked_for = relevant(wanted)
    return next((1 / rank for rank, identifier in enumerate(ids, 1) if identifier in looked_for), 0.0)


def ndcg(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    best = _gain(sorted(wanted.values(), reverse=True)[:DEPTH])
    return _gain([wanted.get(identifier, 0) for identifier in ids]) / best if best else 0.0


def _gain(grades: list[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1)))


def recall(wanted: Mapping[str, int], ids: tuple[str, ...]) -> float:
    """Of what could stand in the first DEPTH ranks."""
    looked_for = relevant(wanted)
    return len(looked_for & set(ids)) / min(len(looked_for), DEPTH) if looked_for else 0.0


@dataclass(frozen=True)
class Agreement:
    """`same`: share of equal grades. `kappa`: Cohen's, weighted by the squared distance of the grades."""

    number: int
    same: float
    kappa: float


def agreement(pairs: Sequence[tuple[int, int]]) -> Agreement:
    number = len(pairs)
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    grades = range(HIGHEST + 1)
    apart = sum((a - b) ** 2 for a, b in pairs) / number
    by_chance = sum((a - b) ** 2 * first[a] * second[b] for a in grades for b in grades) / number**2
    same = sum(a == b for a, b in pairs) / number
    return Agreement(number, same, 1 - apart / by_chance if by_chance else 1.0)


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
