"""The judged set: what it consists of, and that the search is no worse on it than when it was last recorded."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from alliance.sample.loader import load
from alliance.sample.reading import read_cases
from practices.models import PracticePage
from search import judged
from search.corrections import rewriter
from search.engines.temporary import temporary
from search.evaluation import InputError, agreement, answer
from search.indexing import live_documents
from search.judged import ALL, agreement_of, by_kind, read_baseline, read_judged, read_records, sample_documents
from search.marks import parted

SEED = "2026-judged"
#: A change of ranking may cost so much of nDCG@10 by chance.
TOLERANCE = 0.01
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def queries():
    return {part: read_judged(part) for part in judged.PARTS}


# --- what it consists of ------------------------------------------------------------------------------------------
def test_there_are_enough_queries_of_every_kind(queries):
    kinds = Counter(kind for part in queries.values() for query in part for kind in query.kinds)
    assert sum(map(len, queries.values())) >= 210
    assert min(kinds.values()) >= 10


def test_no_query_stands_twice(queries):
    texts = [query.text for part in queries.values() for query in part]
    assert len(texts) == len(set(texts))


def test_queries_are_as_long_as_people_type(queries):
    assert all(2 <= len(query.text) <= 30 for part in queries.values() for query in part)


def test_a_third_of_each_kind_is_set_apart_by_hash(queries):
    def by_first_kind(chosen):
        return {kind: {query.text for query in chosen if query.kinds[0] == kind} for kind in kinds}

    every = [query for part in queries.values() for query in part]
    kinds = {query.kinds[0] for query in every}
    apart = by_first_kind(queries["apart"])
    for kind, texts in by_first_kind(every).items():
        ordered = sorted(texts, key=lambda text: hashlib.sha256(f"{SEED}\n{text}".encode()).hexdigest())
        assert apart[kind] == set(ordered[: round(len(ordered) / 3)]), kind


def test_every_query_has_something_to_find(queries):
    assert all(max(query.grades.values()) > 0 for part in queries.values() for query in part)


def test_every_sample_case_has_one_id_and_every_judged_id_is_one_of_them(queries):
    records = read_records()
    assert set(records) == {case["title"] for case in read_cases()}
    assert len(set(records.values())) == len(records)
    assert {record for part in queries.values() for query in part for record in query.grades} <= set(records.values())


def test_final_grades_are_those_of_one_of_the_passes(queries):
    for part in queries.values():
        for query in part:
            assert all(query.grades[record] in passes for record, passes in query.passes.items())


def test_the_two_passes_agree(queries):
    assert agreement_of(queries["tuning"]).kappa > 0.8


def test_a_part_that_is_not_installed_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(judged.PARTS, "apart", tmp_path / "apart.jsonl")
    with pytest.raises(InputError, match=r"apart\.jsonl is missing"):
        read_judged("apart")


# --- agreement ----------------------------------------------------------------------------------------------------
def test_equal_passes_agree_fully():
    assert agreement([(0, 0), (3, 3), (1, 1)]).kappa == 1.0


def test_agreement_by_chance_is_none():
    pairs = [(a, b) for a in (0, 3) for b in (0, 3)]
    found = agreement(pairs)
    assert (found.same, found.kappa) == (0.5, 0.0)


def test_a_distant_grade_costs_more_than_a_near_one():
    near, far = agreement([(0, 0), (3, 3), (1, 2)]), agreement([(0, 0), (3, 3), (0, 3)])
    assert near.kappa > far.kappa
    assert near.same == far.same


def test_one_grade_everywhere_is_agreement():
    assert agreement([(2, 2), (2, 2)]).kappa == 1.0


# --- documents ----------------------------------------------------------------------------------------------------
def _read(document):
    """Numbers of files are the database's."""
    parts = parted(document.body)
    return parts.prose, parts.names, [(file.title, file.words) for file in parts.files]


def test_sample_documents_are_those_of_their_pages():
    load(limit=2)
    by_title = {document.title: document for document in sample_documents()}

    def fail(_pk: int, error: Exception) -> None:
        raise error

    pages = live_documents((f"practice-{page.pk}" for page in PracticePage.objects.all()), fail)
    assert len(pages) == 2
    for page in pages:
        made = by_title[page.title]
        assert (_read(made), made.subjects, made.day) == (_read(page), page.subjects, page.day)
        assert {name: set(values) for name, values in made.values.items()}.items() <= {
            name: set(values) for name, values in page.values.items()
        }.items()


# --- what is measured ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker, queries):
    with django_db_blocker.unblock(), temporary("embedded", sample_documents()) as engine:
        titles = [document.title for document in sample_documents()]
        yield by_kind(queries["tuning"], engine, rewriter(engine, titles))


def test_the_search_is_no_worse_than_recorded(table):
    """`make evaluate RECORD=1` records what is meant to be another."""
    assert table[ALL]["ndcg@10"] >= read_baseline() - TOLERANCE


@pytest.mark.parametrize("kind", ["pinyin", "initials", "traditional", "typo"])
def test_other_ways_of_writing_find_the_same(table, kind):
    assert table[kind]["success@5"] >= 0.85


def test_a_query_that_stands_in_a_case_finds_something(queries):
    texts = [f"{document.title}\n{document.body}" for document in sample_documents()]
    with temporary("embedded", sample_documents()) as engine:
        for query in queries["tuning"]:
            if any(query.text in text for text in texts):
                assert answer(engine, query.text).total, query.text


def test_the_command_prints_both_parts(capsys):
    call_command("search_evaluate", "--judged", "--part", "tuning")
    printed = capsys.readouterr().out
    assert "weighted kappa" in printed
    assert "ndcg@10" in printed
    assert "colloquial" in printed


def test_passages_that_answer_nothing_are_put_among_the_cases(tmp_path, capsys):
    row = {"id": "x-1", "title": "", "body": "广茂铁路全长三百公里。"}
    (tmp_path / "passages.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    call_command("search_evaluate", "--judged", "--distractors", str(tmp_path))
    assert "1 passages that answer none" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--passages", "only.jsonl"],
        ["--judged", "--record", "--part", "apart"],
        ["--judged", "--record", "--distractors", "somewhere"],
        ["--judged", "--distractors", "no/such/folder"],
    ],
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(CommandError):
        call_command("search_evaluate", *options)


def test_only_the_given_option_rewrites_the_baseline(monkeypatch, tmp_path):
    monkeypatch.setattr(judged, "BASELINE", tmp_path / "baseline.json")
    judged.write_baseline(0.81234)
    assert read_baseline() == 0.8123
