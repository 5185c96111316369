"""What one question may ask of an engine."""

from __future__ import annotations

import pytest

from search.engines.bounds import MOST_CLAUSES, MOST_OTHERS, MOST_RANKING, MOST_VALUES, MOST_WORDS, bounded
from search.engines.elasticsearch_query import body
from search.port import Clause, SearchRequest, Signal

MANY = tuple(f"词{number}" for number in range(5_000))


def words_of(clauses):
    return [word for clause in clauses for word in clause.words]


def leaves(query) -> int:
    """Terms, phrases, prefixes and ranges of a query: what the server counts."""
    if isinstance(query, list):
        return sum(map(leaves, query))
    if not isinstance(query, dict):
        return 0
    leaf = sum(name in query for name in ("term", "terms", "match_phrase", "prefix", "range"))
    return leaf + sum(leaves(part) for name, part in query.items() if name not in ("term", "terms", "match_phrase"))


@pytest.mark.parametrize(
    "clauses",
    [
        tuple(Clause((word,)) for word in MANY),
        (Clause(MANY),),
        tuple(Clause((word, *MANY[:20])) for word in MANY[:200]),
        tuple(Clause((word, *MANY[:9]), tuple(Clause(MANY[:5]) for _part in range(12))) for word in MANY[:30]),
    ],
)
def test_no_question_has_more_terms_than_the_smallest_server_takes(clauses):
    asked = bounded(
        SearchRequest(clauses=clauses, ranking=MANY, phrases=MANY, excluded=MANY, prefixes=MANY, members_fields=True)
    )
    assert len(asked.clauses) <= MOST_CLAUSES and len(words_of(asked.clauses)) <= MOST_WORDS
    assert (len(asked.ranking), len(asked.phrases), len(asked.prefixes)) == (MOST_RANKING, MOST_OTHERS, MOST_OTHERS)
    assert leaves(body(asked)["query"]) <= 1024


def test_each_word_itself_is_kept_before_any_synonym():
    asked = bounded(SearchRequest(clauses=tuple(Clause((word, *MANY[100:200])) for word in MANY[:40])))
    assert [clause.alternatives[0] for clause in asked.clauses] == list(MANY[:40])


def test_an_ordinary_question_is_left_as_it_is():
    asked = SearchRequest(
        clauses=(Clause(("摊贩", "小贩"), (Clause(("摊",)), Clause(("贩",)))), Clause(("夜市",))),
        phrases=("占道经营",),
        ranking=("夜市",),
        needed=1,
        filters={"city": ("heze",)},
        signals=(Signal("theme", 1.0, ("parks",)),),
    )
    assert bounded(asked) == asked


def test_needed_is_at_most_the_clauses_that_are_left():
    assert bounded(SearchRequest(clauses=tuple(Clause((word,)) for word in MANY), needed=4_000)).needed == MOST_CLAUSES


def test_values_are_cut_and_empty_filters_dropped():
    asked = bounded(SearchRequest(filters={"city": MANY, "theme": ()}))
    assert {name: len(values) for name, values in asked.filters.items()} == {"city": MOST_VALUES}


@pytest.mark.parametrize("page", [-5, 0, 1])
def test_the_first_page_is_one(page):
    assert bounded(SearchRequest(page=page)).page == 1
