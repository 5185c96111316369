"""先试一试: what an edit of the curators' words would do to questions people ask, before it is saved. The judged set is
asked in an index of the sample cases that is thrown away; what was searched for lately, in the live one, unchanged."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from cities.viewers import viewer_of
from search.documents import kind_and_pk
from search.engines.temporary import temporary
from search.evaluation import DEPTH, SUCCESS_DEPTH, ndcg
from search.judged import JudgedQuery, read_judged, sample_documents
from search.kinds import KINDS
from search.models import QueryLog
from search.port import Engine, SearchResults
from search.queries import ParsedQuery, parse
from search.questions import Question
from search.readable import readable_rows
from search.services import ask, engine
from search.vocabulary import Curated
from search.word_use import DAYS

#: Questions of the log that are tried, the most frequent ones.
MOST_QUESTIONS = 100
#: Scores are shown of 100; a smaller change than this is none.
SCALE, LEAST = 100, 0.005


@dataclass(frozen=True)
class Judged:
    """A judged question whose score changes; of 100."""

    text: str
    now: float
    then: float

    @property
    def change(self) -> float:
        return self.then - self.now


@dataclass(frozen=True)
class JudgedTrial:
    number: int
    now: float
    then: float
    gains: list[Judged]
    losses: list[Judged]

    @property
    def unchanged(self) -> int:
        return self.number - len(self.gains) - len(self.losses)


@dataclass(frozen=True)
class Asked:
    """A question of the log whose answer changes. `come` and `gone`: titles within its first SUCCESS_DEPTH hits."""

    text: str
    times: int
    now: int
    then: int
    come: list[str]
    gone: list[str]


@dataclass(frozen=True)
class AskedTrial:
    number: int
    changed: list[Asked]


# --- the judged set -----------------------------------------------------------------------------------------------
def try_on_judged(now: Curated, then: Curated) -> JudgedTrial:
    queries = read_judged("tuning")
    with _samples_with(now.words) as before, _same_or_new(before, now, then) as after:
        scores = [(query, *_scores(query, before, after, now, then)) for query in queries]
    rows = [Judged(query.text, old, new) for query, old, new in scores if abs(new - old) >= LEAST * SCALE]
    rows.sort(key=lambda row: -abs(row.change))
    return JudgedTrial(
        number=len(queries),
        now=sum(old for _query, old, _new in scores) / len(scores),
        then=sum(new for _query, _old, new in scores) / len(scores),
        gains=[row for row in rows if row.change > 0],
        losses=[row for row in rows if row.change < 0],
    )


def _scores(query: JudgedQuery, before: Engine, after: Engine, now: Curated, then: Curated) -> tuple[float, float]:
    old = _score(query, before, now)
    if before is after and parse(query.text, now) == parse(query.text, then):
        return old, old
    return old, _score(query, after, then)


def _score(query: JudgedQuery, asked: Engine, curated: Curated) -> float:
    results, _request = ask(asked, Question(query.text).request(parsed=parse(query.text, curated)))
    return SCALE * ndcg(query.grades, tuple(hit.id for hit in results.hits[:DEPTH]))


def _samples_with(words: tuple[str, ...]) -> AbstractContextManager[Engine]:
    """Always the embedded one: it is part of every installation, and both rank by the same rules."""
    return temporary("embedded", sample_documents(), words=words)


def _same_or_new(before: Engine, now: Curated, then: Curated) -> AbstractContextManager[Engine]:
    """Other user words take texts apart otherwise, so the documents have to be analysed again."""
    return nullcontext(before) if now.words == then.words else _samples_with(then.words)


# --- what was searched for ----------------------------------------------------------------------------------------
def try_on_log(now: Curated, then: Curated, user: Any) -> AskedTrial:
    """Within what `user` may find. Raises SearchFailure."""
    questions = _questions()
    changed = [_asked(text, times, now, then, user) for text, times in questions]
    return AskedTrial(len(questions), [row for row in changed if row])


def _questions() -> list[tuple[str, int]]:
    since = timezone.localdate() - timedelta(days=DAYS)
    asked = QueryLog.objects.filter(day__gte=since).values_list("text").annotate(times=Count("pk"))
    return list(asked.order_by("-times", "text")[:MOST_QUESTIONS])


def _asked(text: str, times: int, now: Curated, then: Curated, user: Any) -> Asked | None:
    old, new = parse(text, now), parse(text, then)
    if old == new:
        return None
    before, after = _found(old, user), _found(new, user)
    first, second = _first(before), _first(after)
    if before.total == after.total and first == second:
        return None
    titles = {
        name: KINDS[kind_and_pk(name)[0]].title(row) for name, row in readable_rows({*first, *second}, user).items()
    }
    come = [titles[found] for found in second if found not in first and found in titles]
    gone = [titles[found] for found in first if found not in second and found in titles]
    return Asked(text, times, before.total, after.total, come, gone)


def _found(parsed: ParsedQuery, user: Any) -> SearchResults:
    return ask(engine(), Question().request(viewer_of(user), parsed=parsed))[0]


def _first(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits[:SUCCESS_DEPTH]]
